-- Whether this transaction sees one moment, and which: equal in sessions that share a snapshot. On a primary, equal at two times
-- also means that no transaction which has an id ended in between; a standby does not list those that are still at work.
SELECT pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable') AS lasting,
       NOT pg_catalog.pg_is_in_recovery()                                                         AS lists_all,
       pg_catalog.pg_current_snapshot()::text                                                     AS moment
