-- Governance, migration 5: every object, live, from the catalog, from Directus and from the register.

-- Quoting of our own: PostgreSQL's changes with its version (keywords) and with quote_all_identifiers.
-- Not STRICT, which a NULL does not need and which would keep the planner from putting the body in place of the call.
CREATE FUNCTION {governance}.fn_object_ref_part(part text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (part COLLATE "C") OPERATOR(pg_catalog.~) '^[a-z_][a-z0-9_]*$' THEN part
                ELSE '"' OPERATOR(pg_catalog.||) pg_catalog.replace(part, '"', '""') OPERATOR(pg_catalog.||) '"' END;
COMMENT ON FUNCTION {governance}.fn_object_ref_part(text) IS
    'One part of an object_ref: quoted unless it is lower-case letters, digits and underscores';

-- format_type depends on the search_path and on settings; this names a type in one way only.
CREATE FUNCTION {governance}.fn_object_ref_type(type_oid oid) RETURNS text
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT CASE WHEN base.typnamespace <> 'pg_catalog'::regnamespace
                THEN {governance}.fn_object_ref_part(space.nspname) || '.' || {governance}.fn_object_ref_part(base.typname)
                ELSE coalesce(sql_name.says, {governance}.fn_object_ref_part(base.typname)) END
           || CASE WHEN element.oid IS NULL THEN '' ELSE '[]' END
      FROM pg_type AS given
      LEFT JOIN pg_type AS element ON element.oid = given.typelem AND element.typarray = given.oid
      JOIN pg_type AS base ON base.oid = coalesce(element.oid, given.oid)
      JOIN pg_namespace AS space ON space.oid = base.typnamespace
      LEFT JOIN (VALUES ('bool', 'boolean'), ('bpchar', 'character'), ('char', '"char"'), ('float4', 'real'),
                        ('float8', 'double precision'), ('int2', 'smallint'), ('int4', 'integer'), ('int8', 'bigint'),
                        ('time', 'time without time zone'), ('timetz', 'time with time zone'),
                        ('timestamp', 'timestamp without time zone'), ('timestamptz', 'timestamp with time zone'),
                        ('varbit', 'bit varying'), ('varchar', 'character varying')) AS sql_name (typname, says)
             ON sql_name.typname = base.typname
     WHERE given.oid = type_oid
$body$;
COMMENT ON FUNCTION {governance}.fn_object_ref_type(oid) IS
    'A type in an object_ref: SQL''s name for those of pg_catalog, else qualified; [] for an array';

-- Directus' own tables may be absent, so their names may not stand in a view; its rows are read with the owner's rights.
-- So nothing of the user's may run here: a plain table, columns of two built-in types (a cast to text could be a user's
-- function), and no policy, which row_security = off turns into an error instead of hidden rows.
CREATE FUNCTION {governance}.fn_directus_collections()
    RETURNS TABLE (in_schema text, collection text, in_collection text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = pg_catalog, pg_temp SET row_security = off AS $body$
DECLARE
    home text;
BEGIN
    SELECT space.nspname INTO home
      FROM pg_class AS relation JOIN pg_namespace AS space ON space.oid = relation.relnamespace
     WHERE relation.relname = 'directus_collections' AND relation.relkind = 'r'
       AND space.nspname IN ({governance_name}, 'public')
       AND (SELECT count(*) FROM pg_attribute AS col
             WHERE col.attrelid = relation.oid AND col.attname IN ('collection', 'group') AND NOT col.attisdropped
               AND col.atttypid IN ('varchar'::regtype, 'text'::regtype) AND col.attgenerated = '') = 2
     ORDER BY space.nspname = {governance_name} DESC LIMIT 1;
    IF home IS NOT NULL THEN
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, collection::text, "group"::text FROM ONLY %I.directus_collections', home, home);
    END IF;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_directus_collections() IS
    'Directus'' collections with their groups; none where Directus is not';

-- Reads nothing but the catalog (and the names that Directus gives), so every reader sees the same without a grant.
-- The planner thinks its plan dear; compiling it (jit) would take a hundred times as long as running it.
CREATE FUNCTION {governance}.fn_catalog_objects()
    RETURNS TABLE (object_ref text, kind text, parent_ref text, source text, status text, schema_name text, own_name text,
                   relation_name text, object_oid oid)
    LANGUAGE sql STABLE ROWS 1000 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
WITH space AS MATERIALIZED (
    SELECT n.oid, n.nspname::text AS schema_name, {governance}.fn_object_ref_part(n.nspname::text) AS schema_part
      FROM pg_namespace AS n
     WHERE n.nspname::text !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> 'oneroof'
), member AS MATERIALIZED (
    -- What belongs to an extension, and what PostgreSQL made for a type, is not an object of its own.
    SELECT d.classid, d.objid FROM pg_depend AS d
     WHERE d.deptype = 'e' OR (d.deptype = 'i' AND d.classid = 'pg_proc'::regclass)
), argument AS MATERIALIZED (
    -- Few types serve many functions, so each is named once.
    SELECT used.type_oid, {governance}.fn_object_ref_type(used.type_oid) AS type_name
      FROM (SELECT DISTINCT unnest(p.proargtypes) AS type_oid
              FROM pg_proc AS p JOIN space AS s ON s.oid = p.pronamespace) AS used
), collection AS MATERIALIZED (
    SELECT d.in_schema, d.collection, d.in_collection FROM {governance}.fn_directus_collections() AS d
), relation AS MATERIALIZED (
    SELECT c.oid, c.relnamespace, c.relkind, s.schema_name, s.schema_part, c.relname::text AS relation_name,
           kind.kind, kind.kind || ':' || s.schema_part || '.' || {governance}.fn_object_ref_part(c.relname::text) AS object_ref
      FROM pg_class AS c
      JOIN space AS s ON s.oid = c.relnamespace
      CROSS JOIN LATERAL (SELECT CASE
               WHEN c.relispartition AND c.relkind IN ('r', 'p') THEN 'partition'
               WHEN c.relkind = 'r' THEN 'table'
               WHEN c.relkind = 'p' THEN 'partitioned_table'
               WHEN c.relkind = 'v' THEN 'view'
               WHEN c.relkind = 'm' THEN 'materialized_view'
               WHEN c.relkind = 'f' THEN 'foreign_table'
               WHEN c.relkind = 'S' THEN 'sequence' END AS kind) AS kind
     WHERE kind.kind IS NOT NULL AND c.relpersistence <> 't'
       AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
), relation_within AS (
    -- A sequence of a column belongs to its table, a partition to the table that it is a part of.
    SELECT d.objid AS oid, d.refobjid AS within_oid
      FROM pg_depend AS d JOIN relation AS r ON r.oid = d.objid AND r.relkind = 'S'
     WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.deptype IN ('a', 'i')
       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    UNION ALL
    SELECT i.inhrelid, i.inhparent
      FROM pg_inherits AS i JOIN relation AS r ON r.oid = i.inhrelid AND r.kind = 'partition'
), tracked AS MATERIALIZED (
    -- A collection with a table is that table; one without is a folder.
    SELECT c.in_schema, c.collection, c.in_collection, r.oid AS table_oid,
           coalesce(r.object_ref, 'directus_folder:' || {governance}.fn_object_ref_part(c.collection)) AS object_ref
      FROM collection AS c
      LEFT JOIN relation AS r ON r.schema_name = c.in_schema AND r.relation_name = c.collection AND r.relkind <> 'S'
), live AS (
    SELECT 'database:this' AS object_ref, 'database' AS kind, NULL AS parent_ref, 'catalog' AS source, 'active' AS status,
           NULL AS schema_name, NULL AS own_name, NULL AS relation_name, d.oid AS object_oid
      FROM pg_database AS d WHERE d.datname = current_database()
    UNION ALL
    SELECT 'schema:' || s.schema_part, 'schema', 'database:this', 'catalog', 'active',
           s.schema_name, s.schema_name, NULL, s.oid
      FROM space AS s
     WHERE NOT EXISTS (SELECT FROM member AS m
                        WHERE m.classid = 'pg_namespace'::regclass AND m.objid = s.oid)
    UNION ALL
    SELECT r.object_ref, r.kind, coalesce(grouped.object_ref, within.object_ref, 'schema:' || r.schema_part),
           'catalog', CASE WHEN t.table_oid IS NULL THEN 'active' ELSE 'managed' END,
           r.schema_name, r.relation_name, within.relation_name, r.oid
      FROM relation AS r
      LEFT JOIN relation_within AS w ON w.oid = r.oid
      LEFT JOIN relation AS within ON within.oid = w.within_oid
      LEFT JOIN tracked AS t ON t.table_oid = r.oid
      LEFT JOIN tracked AS grouped ON grouped.in_schema = t.in_schema AND grouped.collection = t.in_collection
    UNION ALL
    SELECT t.object_ref, 'directus_folder',
           coalesce(grouped.object_ref, 'schema:' || {governance}.fn_object_ref_part(t.in_schema)),
           'directus', 'managed', t.in_schema, t.collection, NULL, NULL
      FROM tracked AS t
      LEFT JOIN tracked AS grouped ON grouped.in_schema = t.in_schema AND grouped.collection = t.in_collection
     WHERE t.table_oid IS NULL
    UNION ALL
    SELECT k.kind || ':' || s.schema_part || '.' || {governance}.fn_object_ref_part(p.proname::text) || '('
               || coalesce((SELECT string_agg(argument.type_name, ',' ORDER BY a.place)
                              FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type_oid, place)
                              JOIN argument ON argument.type_oid = a.type_oid), '') || ')',
           k.kind, 'schema:' || s.schema_part, 'catalog', 'active', s.schema_name, p.proname::text, NULL, p.oid
      FROM pg_proc AS p
      JOIN space AS s ON s.oid = p.pronamespace
      CROSS JOIN LATERAL (SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
                                                ELSE 'function' END AS kind) AS k
     WHERE NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
    UNION ALL
    SELECT k.kind || ':' || s.schema_part || '.' || {governance}.fn_object_ref_part(t.typname::text),
           k.kind, 'schema:' || s.schema_part, 'catalog', 'active', s.schema_name, t.typname::text, NULL, t.oid
      FROM pg_type AS t
      JOIN space AS s ON s.oid = t.typnamespace
      CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END AS kind) AS k
     WHERE (t.typtype IN ('b', 'd', 'e', 'r')
            OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
       AND NOT EXISTS (SELECT FROM pg_type AS element WHERE element.oid = t.typelem AND element.typarray = t.oid)
       AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
    UNION ALL
    SELECT 'trigger:' || r.schema_part || '.' || {governance}.fn_object_ref_part(r.relation_name) || '.'
               || {governance}.fn_object_ref_part(t.tgname::text),
           'trigger', r.object_ref, 'catalog', 'active', r.schema_name, t.tgname::text, r.relation_name, t.oid
      FROM pg_trigger AS t JOIN relation AS r ON r.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgparentid = 0
    UNION ALL
    SELECT 'policy:' || r.schema_part || '.' || {governance}.fn_object_ref_part(r.relation_name) || '.'
               || {governance}.fn_object_ref_part(p.polname::text),
           'policy', r.object_ref, 'catalog', 'active', r.schema_name, p.polname::text, r.relation_name, p.oid
      FROM pg_policy AS p JOIN relation AS r ON r.oid = p.polrelid
    UNION ALL
    SELECT k.kind || ':' || {governance}.fn_object_ref_part(k.own_name), k.kind, 'database:this', 'catalog', 'active',
           NULL, k.own_name, NULL, k.object_oid
      FROM (SELECT 'event_trigger', e.evtname::text, e.oid FROM pg_event_trigger AS e
             WHERE NOT EXISTS (SELECT FROM member AS m
                                WHERE m.classid = 'pg_event_trigger'::regclass AND m.objid = e.oid)
            UNION ALL SELECT 'extension', x.extname::text, x.oid FROM pg_extension AS x
            UNION ALL SELECT 'publication', p.pubname::text, p.oid FROM pg_publication AS p
            UNION ALL SELECT 'subscription', s.subname::text, s.oid FROM pg_subscription AS s
                       WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d
                                           WHERE d.datname = current_database())
           ) AS k (kind, own_name, object_oid)
)
SELECT live.object_ref, live.kind, live.parent_ref, live.source, live.status, live.schema_name, live.own_name,
       live.relation_name, live.object_oid
  FROM live
$body$;
COMMENT ON FUNCTION {governance}.fn_catalog_objects() IS
    'Every object of the catalog and of Directus with what contains it, oneroof''s own included';

-- Every object there is, with what contains it; under_roof is the active ruleset's word. The views below stand on this one.
CREATE VIEW {governance}.v_governance_object_tree AS
WITH ruleset AS (
    -- There is at most one; LIMIT tells the planner so.
    SELECT kinds, schemas, excluded_names, required_kinds FROM ONLY {governance}.governance_ruleset WHERE active LIMIT 1
), ours AS MATERIALIZED (
    SELECT in_schema, object_name, catalog = 'pg_proc' AS is_function FROM ONLY oneroof.schema_object
), live AS MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, o.schema_name, o.own_name, o.relation_name, o.object_oid
      FROM {governance}.fn_catalog_objects() AS o
     WHERE NOT EXISTS (SELECT FROM ours
                        WHERE ours.in_schema = o.schema_name AND ours.object_name = coalesce(o.relation_name, o.own_name)
                          AND ours.is_function = (o.kind = 'function') AND o.kind <> 'schema')
)
SELECT live.object_ref, live.kind, live.parent_ref, live.source, live.status, live.schema_name, live.object_oid,
       coalesce(live.kind = ANY (ruleset.kinds)
                AND (live.schema_name IS NULL OR ruleset.schemas IS NULL OR live.schema_name = ANY (ruleset.schemas))
                AND NOT coalesce(live.own_name LIKE ANY (ruleset.excluded_names), false)
                AND NOT coalesce(live.relation_name LIKE ANY (ruleset.excluded_names), false), false) AS under_roof,
       coalesce(live.kind = ANY (ruleset.required_kinds), false)
           AND live.kind <> 'database' AND live.kind <> 'schema' AND live.kind <> 'directus_folder' AS requires_owner
  FROM live LEFT JOIN ruleset ON true
UNION ALL
SELECT o.object_ref, o.kind, o.parent_ref, o.source, o.status, NULL, NULL, o.status <> 'retired',
       coalesce(o.kind = ANY (ruleset.required_kinds), false)
           AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder'
  FROM ONLY {governance}.governance_object AS o LEFT JOIN ruleset ON true
 WHERE NOT EXISTS (SELECT FROM live WHERE live.object_ref = o.object_ref);
COMMENT ON VIEW {governance}.v_governance_object_tree IS
    'Every object there is with what contains it, under the roof or not; ancestors are looked for here';

CREATE VIEW {governance}.v_governance_object_inventory AS
SELECT object_ref, kind, parent_ref, requires_owner, source, status
  FROM {governance}.v_governance_object_tree WHERE under_roof;
COMMENT ON VIEW {governance}.v_governance_object_inventory IS
    'Every object under the roof, live: catalog, Directus and governance_object';
