-- Where the tablespaces of this server's administrator stand; one inside the data directory has a relative location.
SELECT t.oid::text AS oid, pg_catalog.pg_tablespace_location(t.oid)::text AS location
  FROM pg_catalog.pg_tablespace t
 WHERE t.spcname !~ '^pg_'
 ORDER BY t.oid
