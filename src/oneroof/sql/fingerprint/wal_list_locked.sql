-- Relations of this database that somebody else holds a lock on under which rows are written. Whoever wrote a row holds
-- it to the end of the transaction, so what was written and not yet committed is among them.
SELECT DISTINCT l.relation::int8 AS relation
FROM pg_catalog.pg_locks l
WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
  AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareUpdateExclusiveLock', 'SIReadLock')
