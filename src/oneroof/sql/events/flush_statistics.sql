-- This session's counters become visible at the end of this statement's transaction; older readings are forgotten.
SELECT pg_catalog.pg_stat_force_next_flush()::text AS flushed, pg_catalog.pg_stat_clear_snapshot()::text AS cleared
