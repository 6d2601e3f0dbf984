-- No parallel query until the transaction ends: what runs side by side is the caller's to say.
SELECT pg_catalog.set_config('max_parallel_workers_per_gather', '0', true) AS workers
