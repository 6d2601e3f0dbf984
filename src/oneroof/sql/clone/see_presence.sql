-- Whether a session that holds the advisory lock of `hold_presence` is on this very server: locks are the server's own, and
-- no copy of its files, no standby and no other server has them. And when this server was started.
-- one int, two int
SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted
                  AND l.classid = %(one)s::int AND l.objid = %(two)s::int) AS seen,
       pg_catalog.pg_postmaster_start_time()::text AS started
