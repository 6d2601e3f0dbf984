-- A setting that one session of ours has made to know its own server process again.
SELECT pg_catalog.current_setting('oneroof.mark', true) AS mark
