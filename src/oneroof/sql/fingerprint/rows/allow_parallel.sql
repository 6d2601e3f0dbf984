-- Parallel query again as the server has it, until the transaction ends: what comes now is one statement on each side.
SELECT pg_catalog.set_config(s.name, s.reset_val, true) AS workers
FROM pg_catalog.pg_settings s WHERE s.name = 'max_parallel_workers_per_gather'
