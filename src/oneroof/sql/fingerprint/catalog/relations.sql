-- Tables (plain, partitioned and foreign), views and materialised views, as wholes.
-- The definition of a view is its query.
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
FROM relation c
JOIN schema s ON s.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_type rt ON rt.oid = c.reltype
LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = 'pg_catalog.pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
CROSS JOIN LATERAL (
    SELECT c.kind || ':' || c.path AS ref,
           coalesce(m.extension, 'schema:' || s.name) AS parent,
           coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) AS acl,
           coalesce(i.initprivs, pg_catalog.acldefault('r', c.relowner)) AS initial
    OFFSET 0  -- once for an object, not once for each facet
) AS entry
CROSS JOIN LATERAL (VALUES
    ('kind',               CASE c.relkind WHEN 'p' THEN 'partitioned' ELSE 'plain' END),
    ('definition',         CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END),
    ('populated',          CASE WHEN c.relkind = 'm' THEN c.relispopulated::text END),
    ('persistence',
     CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged'
                           ELSE c.relpersistence::text END),
    ('access_method',      am.amname),
    ('tablespace',         ts.spcname),
    ('options',
     CASE WHEN c.reloptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(c.reloptions) AS o) END),
    ('toast_options',
     CASE WHEN toast.reloptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o COLLATE "C")
      FROM pg_catalog.unnest(toast.reloptions) AS o) END),
    ('of_type',            CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END),
    ('row_security',       c.relrowsecurity::text),
    ('force_row_security', c.relforcerowsecurity::text),
    ('replica_identity',   c.relreplident::text),
    ('partition_key',      CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END),
    ('partition_bound',    pg_catalog.pg_get_expr(c.relpartbound, c.oid)),
    ('inherits',
     (SELECT pg_catalog.string_agg(i.inhparent::regclass::text
                                   || CASE WHEN i.inhdetachpending THEN ' (detach pending)' ELSE '' END,
                                   ', ' ORDER BY i.inhseqno)
      FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid)),
    ('server',             CASE WHEN c.relkind = 'f' THEN pg_catalog.quote_literal(fs.srvname) END),
    ('server_options',
     CASE WHEN ft.ftoptions IS NOT NULL THEN
     (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
      FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                       pg_catalog.convert_to(%(salt)s::text || entry.ref || ' ' || o, 'UTF8')), 'hex') AS digest
            FROM pg_catalog.unnest(ft.ftoptions) AS o) AS digests) END),
    ('extension_needed',
     (SELECT pg_catalog.string_agg(e.extname, ', ' ORDER BY e.extname COLLATE "C")
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'x'
        AND d.refclassid = 'pg_catalog.pg_extension'::regclass)),
    ('row_type_acl',
     CASE WHEN rt.typacl IS NOT NULL THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
           FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                        CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                 FROM pg_catalog.aclexplode(rt.typacl) a) AS items) END),
    ('row_type_comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = c.reltype AND remark.classoid = 'pg_catalog.pg_type'::regclass AND remark.objsubid = 0)),
    ('owner',
     CASE WHEN m.extension IS NULL OR c.relowner NOT IN (m.owner, 10)
          THEN c.relowner::regrole::text END),
    ('acl',
     CASE WHEN m.extension IS NULL OR NOT (entry.acl @> entry.initial AND entry.initial @> entry.acl)
          THEN (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                             CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                      FROM pg_catalog.aclexplode(entry.acl) a) AS items) END),
    ('comment',
     (SELECT remark.description
      FROM pg_catalog.pg_description remark
      WHERE remark.objoid = c.oid AND remark.classoid = 'pg_catalog.pg_class'::regclass AND remark.objsubid = 0))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
