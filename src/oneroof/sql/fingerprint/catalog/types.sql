-- Types that people made: enums, domains, composites, ranges (with their multiranges), base types and shells.
-- Array types and the row types of tables follow what they belong to; a multirange belongs to its range.
WITH schema AS (
    SELECT oid, CASE WHEN nspname ~ '^[a-z_][a-z0-9_]*$' THEN nspname
                     ELSE '"' || pg_catalog.replace(nspname, '"', '""') || '"' END AS name
    FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_(toast|temp_)'
), made AS (
    SELECT d.classid, d.objid,
           'type:' || s.name || '.' || CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                                            ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS type
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_type t ON t.oid = d.refobjid
    JOIN schema s ON s.oid = t.typnamespace
    WHERE d.refclassid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'i'
      AND (t.typtype = 'r' OR (t.typtype = 'm' AND d.classid = 'pg_catalog.pg_proc'::regclass))
), listed AS (
    SELECT t.*
    FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.oid >= 16384
      AND (t.typrelid = 0 OR c.relkind = 'c')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM listed t
JOIN schema s ON s.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_catalog.pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n'
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
LEFT JOIN made ON made.classid = 'pg_catalog.pg_type'::regclass AND made.objid = t.oid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_type'::regclass AND m.objid = t.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_type'::regclass AND i.objoid = t.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.typname ~ '^[a-z_][a-z0-9_]*$' THEN t.typname
                ELSE '"' || pg_catalog.replace(t.typname, '"', '""') || '"' END AS typname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'type:' || s.name || '.' || spelled.typname AS ref,
           coalesce(m.extension, made.type, 'schema:' || s.name) AS parent,
           coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('T', t.typowner)) AS initial
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('kind',             CASE WHEN t.typisdefined THEN t.typtype::text ELSE 'shell' END),
    ('labels',
     (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)),
    ('base',             CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END),
    ('not_null',         CASE WHEN t.typtype = 'd' THEN t.typnotnull::text END),
    ('not_null_constraint',
     pg_catalog.quote_literal(nn.conname)
     || CASE WHEN nn.convalidated THEN '' ELSE ' NOT VALID' END),
    ('not_null_comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = nn.oid AND remark.classoid = 'pg_catalog.pg_constraint'::regclass AND remark.objsubid = 0)),
    ('default',          coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault)),
    ('collation',        CASE WHEN t.typcollation <> 0 THEN t.typcollation::regcollation::text END),
    ('range',
     CASE WHEN r.rngtypid IS NOT NULL THEN pg_catalog.format('%s %s %s %s %s %s',
               r.rngsubtype::regtype, r.rngmultitypid::regtype, nullif(r.rngcollation, 0)::regcollation,
               (SELECT pg_catalog.format('%s.%L', oc.opcnamespace::regnamespace, oc.opcname)
                FROM pg_catalog.pg_opclass oc WHERE oc.oid = r.rngsubopc),
               r.rngcanonical, r.rngsubdiff) END),
    ('functions',
     CASE WHEN t.typtype = 'b' THEN pg_catalog.format('%s %s %s %s %s %s %s %s',
               t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze,
               t.typsubscript) END),
    ('representation',
     CASE WHEN t.typtype = 'b' THEN pg_catalog.format('%s %s %s %s %s %s %s %s',
               t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, t.typdelim,
               nullif(t.typelem, 0)::regtype) END),
    ('array',            CASE WHEN t.typarray <> 0 THEN t.typarray::regtype::text END),
    ('row_comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = c.oid AND remark.classoid = 'pg_catalog.pg_class'::regclass AND remark.objsubid = 0)),
    ('owner',
     CASE WHEN m.extension IS NULL OR t.typowner NOT IN (m.owner, 10)
          THEN t.typowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = t.oid AND remark.classoid = 'pg_catalog.pg_type'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
