-- Have the server look, while a query runs, whether its client is still there (manual, section 20.3). A server on Windows cannot.
-- interval text
SELECT pg_catalog.set_config('client_connection_check_interval', %(interval)s::text, false) AS value
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_settings s
                    WHERE s.name = 'dynamic_shared_memory_type' AND 'windows' = ANY (s.enumvals))
