-- Every object of the catalog and of Directus with what contains it, oneroof's own included; each reader sees the same, without
-- a grant. It needs nothing installed: the function fn_catalog_objects has this very text as its body (migration 8).
-- Its places: directus, a query that gives in_schema, collection, in_collection (text); home, a text expression: the schema of
-- Directus' tables, NULL where they are not, or where nobody could read the collections; fields, a query that gives collection,
-- field, special (text), one row of NULLs where nobody could read them; kinds, a text[] expression: which of the kinds for the
-- asking, column and directus_field, are listed; named, a text[] expression: references of these kinds that are listed anyway.
-- search_path = pg_catalog, pg_temp. status says where an object exists: managed, in Directus and the catalog; untracked, in the
-- catalog alone, where Directus would show it; folder and ghost, in Directus alone, one that groups others and one that does
-- not; alias, a field that never has a column; member, in the catalog as an extension's.
WITH space AS MATERIALIZED (
    SELECT n.oid, n.nspname::text AS schema_name, quoted.part AS schema_part,
           n.nspname::text !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT (n.nspname = 'oneroof'
                    AND EXISTS (SELECT FROM pg_class AS c
                                 WHERE c.relnamespace = n.oid AND c.relname = 'database_identity')) AS listed
      FROM pg_namespace AS n
      CROSS JOIN LATERAL (SELECT CASE WHEN n.nspname::text COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN n.nspname::text
                                      ELSE '"' || replace(n.nspname::text, '"', '""') || '"' END AS part) AS quoted
), home AS MATERIALIZED (
    SELECT s.schema_name, s.schema_part FROM space AS s WHERE s.schema_name = {home}
), member AS MATERIALIZED (
    -- What an extension brought along belongs to it. PostgreSQL takes them to be few, and would compare each with each object:
    -- so it is given a number that it cannot know.
    SELECT d.classid, d.objid,
           'extension:' || CASE WHEN x.extname::text COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN x.extname::text
                                ELSE '"' || replace(x.extname::text, '"', '""') || '"' END AS extension_ref
      FROM pg_depend AS d
      JOIN pg_extension AS x ON x.oid = d.refobjid
      CROSS JOIN generate_series(1, (SELECT 1)) AS many
     WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
), routine AS MATERIALIZED (
    -- What PostgreSQL made for a type is not an object of its own.
    SELECT p.oid, s.schema_name, s.schema_part, p.proname::text AS own_name, p.proargtypes,
           CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind
      FROM pg_proc AS p JOIN space AS s ON s.oid = p.pronamespace AND s.listed
     WHERE NOT EXISTS (SELECT FROM pg_depend AS d
                        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
), argument AS MATERIALIZED (
    -- Few types serve many functions, so each is named once; format_type depends on the search_path and on settings.
    SELECT used.type_oid, space.schema_name ~ '^pg_temp' AS passing,
           CASE WHEN space.schema_name <> 'pg_catalog' THEN space.schema_part || '.' || given.part
                ELSE coalesce(sql_name.says, given.part) END
           || CASE WHEN given.is_array THEN '[]' ELSE '' END AS type_name
      FROM (SELECT unnest(r.proargtypes) FROM routine AS r
            UNION SELECT unnest(ARRAY[o.oprleft, o.oprright]) FROM pg_operator AS o WHERE o.oid >= 16384
            UNION SELECT unnest(ARRAY[c.castsource, c.casttarget]) FROM pg_cast AS c WHERE c.oid >= 16384
            UNION SELECT t.trftype FROM pg_transform AS t) AS used (type_oid)
      CROSS JOIN LATERAL (
           SELECT base.typnamespace, base.typname::text AS own_name, element.oid IS NOT NULL AS is_array,
                  CASE WHEN base.typname::text COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN base.typname::text
                       ELSE '"' || replace(base.typname::text, '"', '""') || '"' END AS part
             FROM pg_type AS itself
             LEFT JOIN pg_type AS element ON element.oid = itself.typelem AND element.typarray = itself.oid
             JOIN pg_type AS base ON base.oid = coalesce(element.oid, itself.oid)
            WHERE itself.oid = used.type_oid LIMIT 1) AS given
      JOIN space ON space.oid = given.typnamespace
      LEFT JOIN (VALUES ('bool', 'boolean'), ('bpchar', 'character'), ('char', '"char"'), ('float4', 'real'),
                        ('float8', 'double precision'), ('int2', 'smallint'), ('int4', 'integer'), ('int8', 'bigint'),
                        ('time', 'time without time zone'), ('timetz', 'time with time zone'),
                        ('timestamp', 'timestamp without time zone'), ('timestamptz', 'timestamp with time zone'),
                        ('varbit', 'bit varying'), ('varchar', 'character varying')) AS sql_name (typname, says)
             ON sql_name.typname = given.own_name
), arguments AS MATERIALIZED (
    -- So do few lists of them.
    SELECT list.proargtypes, string_agg(argument.type_name, ',' ORDER BY a.place) AS type_names
      FROM (SELECT DISTINCT r.proargtypes FROM routine AS r) AS list
      CROSS JOIN LATERAL unnest(list.proargtypes) WITH ORDINALITY AS a (type_oid, place)
      JOIN argument ON argument.type_oid = a.type_oid
     GROUP BY list.proargtypes
), bracketed AS MATERIALIZED (
    SELECT k.class_oid, k.object_oid,
           CASE WHEN k.own_name COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN k.own_name
                ELSE '"' || replace(k.own_name, '"', '""') || '"' END AS part
      FROM (SELECT 'pg_am'::regclass::oid, a.oid, a.amname::text FROM pg_am AS a
            UNION ALL SELECT 'pg_language'::regclass, l.oid, l.lanname::text FROM pg_language AS l
           ) AS k (class_oid, object_oid, own_name)
), relation AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.relispartition, c.schema_name, c.schema_part, c.relation_name, c.kind,
           c.schema_part || '.' || c.part AS path, c.kind || ':' || c.schema_part || '.' || c.part AS object_ref,
           m.objid IS NOT NULL AS is_member
      FROM (SELECT c.oid, c.relkind, c.relispartition, s.schema_name, s.schema_part, c.relname::text AS relation_name,
                   CASE WHEN c.relispartition AND c.relkind IN ('r', 'p') THEN 'partition'
                        WHEN c.relkind = 'r' THEN 'table'
                        WHEN c.relkind = 'p' THEN 'partitioned_table'
                        WHEN c.relkind = 'v' THEN 'view'
                        WHEN c.relkind = 'm' THEN 'materialized_view'
                        WHEN c.relkind = 'f' THEN 'foreign_table'
                        ELSE 'sequence' END AS kind,
                   CASE WHEN c.relname::text COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN c.relname::text
                        ELSE '"' || replace(c.relname::text, '"', '""') || '"' END AS part
              FROM pg_class AS c JOIN space AS s ON s.oid = c.relnamespace AND s.listed
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' OFFSET 0) AS c
      LEFT JOIN member AS m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
), relation_within AS (
    -- A sequence of a column belongs to its table, a partition to the table that it is a part of.
    SELECT d.objid AS oid, d.refobjid AS within_oid
      FROM pg_depend AS d JOIN relation AS r ON r.oid = d.objid AND r.relkind = 'S'
     WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    UNION ALL
    SELECT i.inhrelid, i.inhparent
      FROM pg_inherits AS i JOIN relation AS r ON r.oid = i.inhrelid AND r.relispartition
), tracked AS MATERIALIZED (
    -- A collection with a table is that table; one without is a folder.
    SELECT c.in_schema, c.collection, c.in_collection, r.oid AS table_oid, s.schema_part,
           coalesce(r.object_ref, 'directus_folder:' || quoted.part) AS object_ref
      FROM ({directus}) AS c (in_schema, collection, in_collection)
      LEFT JOIN space AS s ON s.schema_name = c.in_schema
      LEFT JOIN relation AS r ON r.schema_name = c.in_schema AND r.relation_name = c.collection AND r.relkind <> 'S'
      CROSS JOIN LATERAL (SELECT CASE WHEN c.collection COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN c.collection
                                      ELSE '"' || replace(c.collection, '"', '""') || '"' END AS part) AS quoted
), field AS MATERIALIZED (
    -- One that has a column is that column.
    SELECT f.collection, f.field,
           bool_or(coalesce(string_to_array(f.special, ',')
                            && ARRAY['alias', 'o2m', 'm2m', 'm2a', 'o2a', 'files', 'translations'], false)) AS is_alias,
           'directus_field:' || CASE WHEN f.collection COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN f.collection
                                     ELSE '"' || replace(f.collection, '"', '""') || '"' END
           || '.' || CASE WHEN f.field COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN f.field
                          ELSE '"' || replace(f.field, '"', '""') || '"' END AS object_ref
      FROM ({fields}) AS f (collection, field, special)
     GROUP BY f.collection, f.field
), found AS (
    -- path stands before own_name in the reference, and signature after it.
    SELECT 'schema' AS kind, 'pg_namespace'::regclass::oid AS class_oid, s.oid AS object_oid, NULL AS path,
           s.schema_name AS own_name, '' AS signature, 'database:this' AS parent_ref, 'active' AS status, s.schema_name,
           NULL AS relation_name
      FROM space AS s WHERE s.listed
    UNION ALL
    SELECT r.kind, 'pg_class'::regclass, r.oid, r.schema_part, r.relation_name, '',
           coalesce(grouped.object_ref, within.object_ref, 'schema:' || r.schema_part),
           CASE WHEN r.kind = 'sequence' AND within.is_member THEN 'member' WHEN t.table_oid IS NOT NULL THEN 'managed'
                WHEN home.schema_name IS NULL OR r.kind IN ('partition', 'sequence') OR starts_with(r.relation_name, 'directus_')
                THEN 'active' ELSE 'untracked' END, r.schema_name, within.relation_name
      FROM relation AS r
      LEFT JOIN home ON home.schema_name = r.schema_name
      LEFT JOIN relation_within AS w ON w.oid = r.oid
      LEFT JOIN relation AS within ON within.oid = w.within_oid
      LEFT JOIN tracked AS t ON t.table_oid = r.oid
      LEFT JOIN tracked AS grouped ON grouped.in_schema = t.in_schema AND grouped.collection = t.in_collection
    UNION ALL
    -- A partition's columns are its table's.
    SELECT 'column', 'pg_attribute'::regclass, NULL, r.path, a.attname::text, '', r.object_ref,
           CASE WHEN r.is_member THEN 'member'
                WHEN home.schema_name IS NULL OR starts_with(r.relation_name, 'directus_') THEN 'active'
                ELSE CASE (r.relation_name, a.attname::text) IN (SELECT f.collection, f.field FROM field AS f)
                     WHEN true THEN 'managed' WHEN false THEN 'untracked' ELSE 'active' END END, r.schema_name, r.relation_name
      FROM pg_attribute AS a
      JOIN relation AS r ON r.oid = a.attrelid
      LEFT JOIN home ON home.schema_name = r.schema_name
     WHERE ('column' = ANY ({kinds}) OR cardinality({named}) > 0)
       AND a.attnum > 0 AND NOT a.attisdropped AND r.relkind <> 'S' AND NOT r.relispartition
       AND ('column' = ANY ({kinds})
            OR 'column:' || r.path || '.'
               || CASE WHEN a.attname::text COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN a.attname::text
                       ELSE '"' || replace(a.attname::text, '"', '""') || '"' END = ANY ({named}))
    UNION ALL
    SELECT r.kind, 'pg_proc'::regclass, r.oid, r.schema_part, r.own_name,
           '(' || coalesce(a.type_names, '') || ')', 'schema:' || r.schema_part, 'active', r.schema_name, NULL
      FROM routine AS r LEFT JOIN arguments AS a ON a.proargtypes = r.proargtypes
    UNION ALL
    SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END, 'pg_type'::regclass, t.oid,
           s.schema_part, t.typname::text, '', 'schema:' || s.schema_part, 'active', s.schema_name, NULL
      FROM pg_type AS t JOIN space AS s ON s.oid = t.typnamespace AND s.listed
     WHERE (t.typtype IN ('b', 'd', 'e', 'r')
            OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
       AND NOT EXISTS (SELECT FROM pg_type AS element WHERE element.oid = t.typelem AND element.typarray = t.oid)
    UNION ALL
    -- What stands on a relation, and has no name beyond it. An extension's relation may have a trigger of the user's.
    SELECT k.kind, k.class_oid, k.object_oid, r.path, k.own_name, '', r.object_ref,
           CASE WHEN r.is_member AND k.of_relation THEN 'member' ELSE 'active' END, r.schema_name, r.relation_name
      FROM (SELECT 'trigger', 'pg_trigger'::regclass::oid, t.oid, t.tgname::text, t.tgrelid,
                   m.objid IS NOT NULL
              FROM pg_trigger AS t LEFT JOIN member AS m ON m.classid = 'pg_proc'::regclass AND m.objid = t.tgfoid
             WHERE NOT t.tgisinternal AND t.tgparentid = 0
            UNION ALL SELECT 'policy', 'pg_policy'::regclass, p.oid, p.polname::text, p.polrelid, true FROM pg_policy AS p
            UNION ALL SELECT 'rule', 'pg_rewrite'::regclass, w.oid, w.rulename::text, w.ev_class, true
                        FROM pg_rewrite AS w WHERE w.rulename <> '_RETURN'
           ) AS k (kind, class_oid, object_oid, own_name, relation_oid, of_relation)
      JOIN relation AS r ON r.oid = k.relation_oid
    UNION ALL
    SELECT 'statistics', 'pg_statistic_ext'::regclass, x.oid, s.schema_part, x.stxname::text, '', r.object_ref,
           CASE WHEN r.is_member THEN 'member' ELSE 'active' END, s.schema_name, r.relation_name
      FROM pg_statistic_ext AS x
      JOIN space AS s ON s.oid = x.stxnamespace
      JOIN relation AS r ON r.oid = x.stxrelid
    UNION ALL
    SELECT k.kind, k.class_oid, k.object_oid, s.schema_part, k.own_name, k.signature, 'schema:' || s.schema_part, 'active',
           s.schema_name, NULL
      FROM (SELECT 'operator', 'pg_operator'::regclass::oid, o.oid, o.oprname::text, o.oprnamespace,
                   '(' || coalesce(l.type_name, 'NONE') || ',' || r.type_name || ')'
              FROM pg_operator AS o
              LEFT JOIN argument AS l ON l.type_oid = o.oprleft
              JOIN argument AS r ON r.type_oid = o.oprright
             WHERE o.oprcode <> 0
            UNION ALL SELECT 'operator_class', 'pg_opclass'::regclass, o.oid, o.opcname::text, o.opcnamespace,
                             '(' || method.part || ')'
                        FROM pg_opclass AS o
                        JOIN bracketed AS method ON method.class_oid = 'pg_am'::regclass AND method.object_oid = o.opcmethod
            UNION ALL SELECT 'operator_family', 'pg_opfamily'::regclass, o.oid, o.opfname::text, o.opfnamespace,
                             '(' || method.part || ')'
                        FROM pg_opfamily AS o
                        JOIN bracketed AS method ON method.class_oid = 'pg_am'::regclass AND method.object_oid = o.opfmethod
            UNION ALL SELECT 'collation', 'pg_collation'::regclass, c.oid, c.collname::text, c.collnamespace, ''
                        FROM pg_collation AS c
                       WHERE c.collencoding = -1 OR c.collencoding = (SELECT d.encoding FROM pg_database AS d
                                                                       WHERE d.datname = current_database())
            UNION ALL SELECT 'conversion', 'pg_conversion'::regclass, c.oid, c.conname::text, c.connamespace, ''
                        FROM pg_conversion AS c
            UNION ALL SELECT 'text_search_configuration', 'pg_ts_config'::regclass, c.oid, c.cfgname::text, c.cfgnamespace, ''
                        FROM pg_ts_config AS c
            UNION ALL SELECT 'text_search_dictionary', 'pg_ts_dict'::regclass, d.oid, d.dictname::text, d.dictnamespace, ''
                        FROM pg_ts_dict AS d
            UNION ALL SELECT 'text_search_parser', 'pg_ts_parser'::regclass, p.oid, p.prsname::text, p.prsnamespace, ''
                        FROM pg_ts_parser AS p
            UNION ALL SELECT 'text_search_template', 'pg_ts_template'::regclass, t.oid, t.tmplname::text, t.tmplnamespace, ''
                        FROM pg_ts_template AS t
           ) AS k (kind, class_oid, object_oid, own_name, schema_oid, signature)
      JOIN space AS s ON s.oid = k.schema_oid AND s.listed
    UNION ALL
    -- Not in any schema. Numbers below 16384 are PostgreSQL's own, in every database alike.
    SELECT k.kind, k.class_oid, k.object_oid, NULL, k.own_name, k.signature, 'database:this', 'active', NULL, NULL
      FROM (SELECT 'event_trigger', 'pg_event_trigger'::regclass::oid, e.oid, e.evtname::text, '' FROM pg_event_trigger AS e
            UNION ALL SELECT 'extension', 'pg_extension'::regclass, x.oid, x.extname::text, '' FROM pg_extension AS x
            UNION ALL SELECT 'publication', 'pg_publication'::regclass, p.oid, p.pubname::text, '' FROM pg_publication AS p
            UNION ALL SELECT 'subscription', 'pg_subscription'::regclass, s.oid, s.subname::text, '' FROM pg_subscription AS s
                       WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
            UNION ALL SELECT 'language', 'pg_language'::regclass, l.oid, l.lanname::text, '' FROM pg_language AS l
                       WHERE l.lanname NOT IN ('internal', 'c', 'sql')
            UNION ALL SELECT 'access_method', 'pg_am'::regclass, a.oid, a.amname::text, '' FROM pg_am AS a WHERE a.oid >= 16384
            UNION ALL SELECT 'foreign_data_wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, w.fdwname::text, ''
                        FROM pg_foreign_data_wrapper AS w
            UNION ALL SELECT 'foreign_server', 'pg_foreign_server'::regclass, s.oid, s.srvname::text, ''
                        FROM pg_foreign_server AS s
            UNION ALL SELECT 'cast', 'pg_cast'::regclass, c.oid, NULL, '(' || source.type_name || ',' || target.type_name || ')'
                        FROM pg_cast AS c
                        JOIN argument AS source ON source.type_oid = c.castsource AND NOT source.passing
                        JOIN argument AS target ON target.type_oid = c.casttarget AND NOT target.passing
                       WHERE c.oid >= 16384
                         AND NOT EXISTS (SELECT FROM pg_depend AS d
                                          WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')
            UNION ALL SELECT 'transform', 'pg_transform'::regclass, t.oid, NULL,
                             '(' || given.type_name || ',' || language.part || ')'
                        FROM pg_transform AS t
                        JOIN argument AS given ON given.type_oid = t.trftype AND NOT given.passing
                        JOIN bracketed AS language
                          ON language.class_oid = 'pg_language'::regclass AND language.object_oid = t.trflang
           ) AS k (kind, class_oid, object_oid, own_name, signature)
)
SELECT f.kind || ':' || coalesce(f.path || '.', '')
       || CASE WHEN f.own_name IS NULL THEN ''
               WHEN f.own_name COLLATE "C" ~ '^[a-z_][a-z0-9_]*$' THEN f.own_name
               ELSE '"' || replace(f.own_name, '"', '""') || '"' END || f.signature AS object_ref,
       f.kind, coalesce(m.extension_ref, f.parent_ref) AS parent_ref, 'catalog' AS source,
       CASE WHEN m.extension_ref IS NULL THEN f.status ELSE 'member' END AS status, f.schema_name, f.own_name, f.relation_name,
       f.object_oid
  FROM found AS f
  LEFT JOIN member AS m ON m.classid = f.class_oid AND m.objid = f.object_oid
UNION ALL
SELECT t.object_ref, 'directus_folder', coalesce(grouped.object_ref, 'schema:' || t.schema_part), 'directus',
       CASE WHEN t.collection IN (SELECT g.in_collection FROM tracked AS g WHERE g.in_collection IS NOT NULL)
            THEN 'folder' ELSE 'ghost' END, t.in_schema, t.collection, NULL, NULL
  FROM tracked AS t
  LEFT JOIN tracked AS grouped ON grouped.in_schema = t.in_schema AND grouped.collection = t.in_collection
 WHERE t.table_oid IS NULL
UNION ALL
SELECT f.object_ref, 'directus_field', coalesce(t.object_ref, r.object_ref, 'schema:' || home.schema_part), 'directus',
       CASE WHEN r.oid IS NOT NULL AND f.is_alias THEN 'alias' ELSE 'ghost' END, home.schema_name, f.field, f.collection, NULL
  FROM field AS f
  CROSS JOIN home
  LEFT JOIN relation AS r ON r.schema_name = home.schema_name AND r.relation_name = f.collection AND r.relkind <> 'S'
  LEFT JOIN tracked AS t ON t.in_schema = home.schema_name AND t.collection = f.collection
 WHERE f.object_ref IS NOT NULL AND ('directus_field' = ANY ({kinds}) OR f.object_ref = ANY ({named}))
   AND NOT EXISTS (SELECT FROM pg_attribute AS a
                    WHERE a.attrelid = r.oid AND a.attname = f.field AND a.attnum > 0 AND NOT a.attisdropped)
UNION ALL
SELECT 'database:this', 'database', NULL, 'catalog', 'active', NULL, NULL, NULL, d.oid
  FROM pg_database AS d WHERE d.datname = current_database()
