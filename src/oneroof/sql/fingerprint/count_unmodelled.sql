-- Objects of kinds that no query of the catalog knows, by kind; none on the versions that we know.
SELECT 'relation of kind ' || c.relkind::text AS kind, pg_catalog.count(*) AS objects
FROM pg_catalog.pg_class c
WHERE c.oid >= 16384 AND c.relkind NOT IN ('r', 'p', 'f', 'v', 'm', 'c', 'S', 'i', 'I', 't')
GROUP BY c.relkind
UNION ALL
SELECT 'routine of kind ' || p.prokind::text, pg_catalog.count(*)
FROM pg_catalog.pg_proc p
WHERE p.oid >= 16384 AND p.prokind NOT IN ('f', 'p', 'a', 'w')
GROUP BY p.prokind
UNION ALL
SELECT 'type of kind ' || t.typtype::text, pg_catalog.count(*)
FROM pg_catalog.pg_type t
WHERE t.oid >= 16384 AND t.typtype NOT IN ('b', 'c', 'd', 'e', 'p', 'r', 'm')
GROUP BY t.typtype
UNION ALL
SELECT 'constraint of kind ' || k.contype::text, pg_catalog.count(*)
FROM pg_catalog.pg_constraint k
WHERE k.oid >= 16384 AND k.contype NOT IN ('c', 'f', 'p', 'u', 'x', 't', 'n')
GROUP BY k.contype
