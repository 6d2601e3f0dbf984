-- How many things the database itself finds wrong with its gate log: entries edited, missing or cut off.
SELECT pg_catalog.count(*) AS problems FROM oneroof.fn_gate_log_verify()
