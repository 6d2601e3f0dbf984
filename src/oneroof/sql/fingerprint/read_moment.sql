-- Whether this transaction sees one moment, and which: equal in sessions that share a snapshot.
SELECT pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable') AS lasting,
       pg_catalog.pg_current_snapshot()::text                                                     AS moment
