-- Extensions of this database in the order in which they were made, so that each stands after those that it needs.
SELECT e.extname::text                                 AS name,
       e.extversion                                    AS version,
       n.nspname::text                                 AS schema,
       pg_catalog.pg_get_userbyid(e.extowner)::text    AS owner
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
 ORDER BY e.oid
