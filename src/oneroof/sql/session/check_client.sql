-- Have the server look, while a query runs, whether its client is still there (manual, section 20.3). A server on Windows cannot:
-- there alone shared memory is of the kind "windows", and of no other.
-- interval text
SELECT pg_catalog.set_config('client_connection_check_interval', %(interval)s::text, false) AS value
 WHERE pg_catalog.current_setting('dynamic_shared_memory_type') <> 'windows'
