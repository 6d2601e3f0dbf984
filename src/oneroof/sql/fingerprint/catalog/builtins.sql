-- One digest over what a superuser could alter of the built-in functions, types, operators and text search objects.
-- They and their OIDs are the same in every cluster of a major version.
SELECT 'builtin:functions' AS ref, 'database:this' AS parent, 'digest' AS facet,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.proname, p.proargtypes, p.prokind, p.prolang, p.procost, p.prorows, p.prosupport, p.prosecdef,
               p.proleakproof, p.proisstrict, p.proretset, p.provolatile, p.proparallel, p.prorettype,
               p.proargmodes, p.proargnames, p.prosrc, p.probin, p.proconfig,
               pg_catalog.pg_get_function_sqlbody(p.oid))::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex') AS value
FROM pg_catalog.pg_proc p
WHERE p.oid < 16384 AND p.pronamespace = 'pg_catalog'::regnamespace
UNION ALL
SELECT 'builtin:types', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(t.typname, t.typlen, t.typtype, t.typcategory, t.typispreferred, t.typdelim, t.typinput, t.typoutput,
               t.typreceive, t.typsend, t.typmodin, t.typmodout, t.typanalyze, t.typsubscript,
               t.typstorage, t.typdefault)::text,
           ' ' ORDER BY t.typname COLLATE "C"), 'UTF8')), 'hex')
FROM pg_catalog.pg_type t
WHERE t.oid < 16384 AND t.typnamespace = 'pg_catalog'::regnamespace AND t.typrelid = 0
UNION ALL
SELECT 'builtin:operators', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(o.oprname, o.oprleft, o.oprright, o.oprcode, o.oprcom, o.oprnegate, o.oprrest, o.oprjoin,
               o.oprcanmerge, o.oprcanhash)::text,
           ' ' ORDER BY o.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_operator o
WHERE o.oid < 16384
UNION ALL
SELECT 'builtin:text_search', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(c.cfgname, m.maptokentype, m.mapseqno, m.mapdict::regdictionary, d.dictinitoption)::text,
           ' ' ORDER BY c.cfgname COLLATE "C", m.maptokentype, m.mapseqno), 'UTF8')), 'hex')
FROM pg_catalog.pg_ts_config c
JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = c.oid
JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
WHERE c.oid < 16384
