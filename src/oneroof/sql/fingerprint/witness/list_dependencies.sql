-- What a definition depends on: one line a dependency, equal for two definitions of the same meaning wherever they stand.
-- The table (or view) that holds them, and its row type, are called so; its columns go by name. Left out is what follows
-- from where a definition stands and not from its text: the schema, the table as a whole, an extension, a language (a facet
-- of its own), a partition's
-- parent, the constraint that an index serves.
-- catalogs text[], objects oid[], parts integer[] (what has the dependencies), host oid (0: none), own integer (the
-- number of the column that the definition is of; 0: none)
SELECT DISTINCT pg_catalog.format('%%s %%s %%s %%s', d.refclassid::regclass,
           CASE WHEN d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = %(host)s::oid THEN 'host'
                WHEN d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = host.reltype THEN 'host'
                ELSE d.refobjid::text END,
           CASE WHEN d.refobjsubid = 0 THEN '*' ELSE pg_catalog.quote_literal(a.attname) END, d.deptype) AS dependency
FROM ROWS FROM (pg_catalog.unnest(%(catalogs)s::text[]), pg_catalog.unnest(%(objects)s::oid[]),
                pg_catalog.unnest(%(parts)s::integer[])) AS of(catalog, object, part)
JOIN pg_catalog.pg_depend d
  ON d.classid = of.catalog::regclass AND d.objid = of.object AND d.objsubid = of.part
LEFT JOIN pg_catalog.pg_class host ON host.oid = %(host)s::oid
LEFT JOIN pg_catalog.pg_attribute a
       ON d.refclassid = 'pg_catalog.pg_class'::regclass AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.deptype IN ('n', 'a', 'i')
  AND d.refclassid NOT IN ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_extension'::regclass,
                           'pg_catalog.pg_language'::regclass, 'pg_catalog.pg_transform'::regclass)
  AND NOT (d.refclassid = 'pg_catalog.pg_constraint'::regclass AND d.deptype = 'i')
  AND NOT (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = %(host)s::oid
           AND (d.refobjsubid = 0 AND d.deptype IN ('a', 'i') OR d.refobjsubid = %(own)s::integer AND d.refobjsubid > 0))
ORDER BY 1
