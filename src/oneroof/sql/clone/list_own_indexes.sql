-- Indexes of larger tables that need nothing but their own table's rows, as a dump's list knows them: by the number of the
-- catalog and of the object, which is the constraint where the index is one's. No expression and no condition, whose
-- functions might read another table; operator classes of PostgreSQL's own or of an extension.
-- least int8: bytes of the table
SELECT n.nspname::text                                               AS schema,
       c.relname::text                                               AS name,
       coalesce(k.tableoid, 'pg_catalog.pg_class'::pg_catalog.regclass)::int8 AS catalog,
       coalesce(k.oid, x.indexrelid)::int8                           AS object
  FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x')
 WHERE c.oid >= 16384 AND c.relkind = 'r'
   AND x.indexprs IS NULL AND x.indpred IS NULL AND coalesce(k.contype, 'u') <> 'x'
   AND pg_catalog.pg_table_size(c.oid) >= %(least)s::int8
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(x.indclass::oid[]) AS class(oid)
                    WHERE class.oid >= 16384
                      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                       WHERE d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
                                         AND d.objid = class.oid AND d.deptype = 'e'))
 ORDER BY x.indexrelid
