-- Of roles by name: which exist on this server, and as which the current role can make and give things.
-- roles text[]
SELECT wanted.name,
       r.oid IS NOT NULL AS present,
       r.oid IS NOT NULL AND pg_catalog.pg_has_role(current_user, r.oid, 'SET')
                         AND pg_catalog.pg_has_role(current_user, r.oid, 'USAGE') AS reachable
  FROM pg_catalog.unnest(%(roles)s::text[]) AS wanted (name)
  LEFT JOIN pg_catalog.pg_roles r ON r.rolname = wanted.name
 ORDER BY wanted.name COLLATE "C"
