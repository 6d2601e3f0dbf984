-- Who owns the schema oneroof; no row: it is not there.
SELECT r.rolname::text AS owner
  FROM pg_catalog.pg_namespace AS n JOIN pg_catalog.pg_roles AS r ON r.oid = n.nspowner
 WHERE n.nspname = 'oneroof'
