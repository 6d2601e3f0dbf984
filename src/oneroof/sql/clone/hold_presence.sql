-- Take an advisory lock by which another session can tell that it is on this very server: shared, of this session.
-- one int, two int: a number that nobody else has chosen
SELECT pg_catalog.pg_advisory_lock_shared(%(one)s::int, %(two)s::int)::text AS held,
       pg_catalog.pg_postmaster_start_time()::text AS started,
       pg_catalog.pg_is_in_recovery() AS in_recovery
