-- What a packet's session must be at its start and still be after the operation: settings, users, transaction, no temporary
-- relation, and no cursor WITH HOLD, whose query COMMIT would run to its end. Asking gives the transaction its id.
SELECT pg_catalog.jsonb_build_object(
           'transaction_id', pg_catalog.pg_current_xact_id()::text,
           'session_user', SESSION_USER,
           'current_user', CURRENT_USER,
           'temporary_relations', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c
                                    WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()),
           'holdable_cursors', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_cursors k WHERE k.is_holdable))
       || (SELECT pg_catalog.jsonb_object_agg(s.name, pg_catalog.current_setting(s.name))
             FROM pg_catalog.unnest(ARRAY[
                  'transaction_isolation', 'transaction_read_only', 'transaction_deferrable',
                  'track_counts', 'session_replication_role', 'standard_conforming_strings', 'role',
                  'search_path', 'row_security', 'client_encoding', 'DateStyle', 'TimeZone', 'IntervalStyle',
                  'extra_float_digits', 'bytea_output', 'quote_all_identifiers', 'xmloption', 'lc_monetary',
                  'array_nulls', 'transform_null_equals', 'synchronous_commit'
             ]) AS s (name)) AS session
