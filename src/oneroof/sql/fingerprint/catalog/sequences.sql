-- Sequences' definitions; their values are the branch of sequences. One that a column owns belongs to the column.
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
), member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_sequence q
JOIN relation c ON c.oid = q.seqrelid
JOIN schema s ON s.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend d
       ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = q.seqrelid AND d.objsubid = 0
       AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN relation oc ON oc.oid = d.refobjid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT CASE WHEN a.attname ~ '^[a-z_][a-z0-9_]*$' THEN a.attname
                ELSE '"' || pg_catalog.replace(a.attname, '"', '""') || '"' END AS attname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'sequence:' || c.path AS ref,
           coalesce(m.extension, 'column:' || oc.path || '.' || spelled.attname, 'schema:' || s.name) AS parent,
           coalesce(c.relacl, pg_catalog.acldefault('s', c.relowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('s', c.relowner)) AS initial
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('type',        pg_catalog.format_type(q.seqtypid, NULL)),
    ('start',       q.seqstart::text),
    ('increment',   q.seqincrement::text),
    ('minimum',     q.seqmin::text),
    ('maximum',     q.seqmax::text),
    ('cache',       q.seqcache::text),
    ('cycle',       q.seqcycle::text),
    ('persistence', c.relpersistence::text),
    ('options',
     CASE WHEN c.reloptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(c.reloptions) AS o) END),
    ('owned_by',    'column:' || oc.path || '.' || spelled.attname),
    ('owned_as',    CASE d.deptype WHEN 'i' THEN 'identity' WHEN 'a' THEN 'owned' END),
    ('owner',
     CASE WHEN m.extension IS NULL OR c.relowner NOT IN (m.owner, 10)
          THEN c.relowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = c.oid AND remark.classoid = 'pg_catalog.pg_class'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
