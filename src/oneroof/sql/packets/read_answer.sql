-- What the guard that ran just before has answered.
SELECT pg_catalog.current_setting('oneroof.answer')::jsonb AS answer
