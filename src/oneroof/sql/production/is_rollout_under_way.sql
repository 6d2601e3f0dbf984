-- Whether anybody here holds the rollout lock or waits for it. The number is oneroof.fn_lock_key_gate()'s, of which pg_locks (manual,
-- section 54.12) shows the upper half as classid and the lower half as objid.
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'advisory' AND l.mode = 'ExclusiveLock' AND l.objsubid = 1
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
       AND (l.classid::bigint << 32) | l.objid::bigint = 8029466727818421761) AS under_way
