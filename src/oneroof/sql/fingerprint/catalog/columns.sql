-- Columns of tables and views, attributes of composite types. The position is the rank among those not dropped.
-- On 18 a NOT NULL constraint has a row of its own: it is folded in here.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), relation AS (
    SELECT c.*, s.name || '.' || CASE WHEN c.relname ~ '^[a-z_][a-z0-9_]*$' THEN c.relname
                                      ELSE '"' || pg_catalog.replace(c.relname, '"', '""') || '"' END AS path,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table'
                          WHEN 'c' THEN 'type' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_catalog.pg_class c
    JOIN schema s ON s.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c', 'S')
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM relation c
JOIN (SELECT a.*, pg_catalog.rank() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position
      FROM pg_catalog.pg_attribute a
      WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped) AS a ON a.attrelid = c.oid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_constraint nn
       ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum]
CROSS JOIN LATERAL (
    SELECT CASE WHEN a.attname ~ '^[a-z_][a-z0-9_]*$' THEN a.attname
                ELSE '"' || pg_catalog.replace(a.attname, '"', '""') || '"' END AS attname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'column:' || c.path || '.' || spelled.attname AS ref,
           c.kind || ':' || c.path AS parent
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('position',         a.position::text),
    ('type',             pg_catalog.format_type(a.atttypid, a.atttypmod)),
    ('collation',        CASE WHEN a.attcollation <> 0 THEN a.attcollation::regcollation::text END),
    ('not_null',         a.attnotnull::text),
    ('not_null_constraint',
     pg_catalog.quote_literal(nn.conname)
     || CASE WHEN nn.connoinherit THEN ' NO INHERIT' ELSE '' END
     || CASE WHEN nn.convalidated THEN '' ELSE ' NOT VALID' END
     || CASE WHEN nn.conislocal THEN ' local' ELSE '' END || ' inherited ' || nn.coninhcount),
    ('not_null_comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = nn.oid AND remark.classoid = 'pg_catalog.pg_constraint'::regclass AND remark.objsubid = 0)),
    ('default',          CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END),
    ('generated',
     CASE WHEN a.attgenerated <> ''
          THEN a.attgenerated::text || ' ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END),
    ('identity',
     CASE a.attidentity WHEN '' THEN NULL WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default'
                        ELSE a.attidentity::text END),
    ('storage',          a.attstorage::text),
    ('compression',      CASE WHEN a.attcompression <> '' THEN a.attcompression::text END),
    ('statistics',       nullif(a.attstattarget, -1)::text),
    ('options',
     -- pg_attver is the server's own, new with each column (from 15.20 on): no user's, and in no dump.
     CASE WHEN a.attoptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(a.attoptions) AS o WHERE NOT pg_catalog.starts_with(o, 'pg_attver=')) END),
    ('server_options',
     CASE WHEN a.attfdwoptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
      FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                       pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || o, 'UTF8')), 'hex') AS digest
            FROM pg_catalog.unnest(a.attfdwoptions) AS o) AS digests) END),
    ('local',            a.attislocal::text),
    ('inherited',        a.attinhcount::text),
    ('acl',
     CASE WHEN a.attacl IS NOT NULL THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
           FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                        CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                 FROM pg_catalog.aclexplode(a.attacl) a) AS items) END),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = a.attrelid AND remark.classoid = 'pg_catalog.pg_class'::regclass
        AND remark.objsubid = a.attnum))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND c.relkind <> 'S'
