-- One digest over what a superuser could alter of the built-in functions, types, operators, casts, ... and relations.
-- They and their OIDs are the same in every cluster of a major version; those of 12000 and more, which initdb gives
-- (manual, section 67.2.2), are named and not numbered. A name costs far more than a number: regproc looks for others
-- of its name.
SELECT 'builtin:functions' AS ref, 'database:this' AS parent, 'digest' AS facet,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.proname, p.proargtypes, p.prokind, p.prolang, p.procost, p.prorows, p.prosupport::oid, p.prosecdef,
               p.proleakproof, p.proisstrict, p.proretset, p.provolatile, p.proparallel, p.prorettype,
               p.proargmodes, p.proargnames, p.prosrc, p.probin, p.proconfig,
               CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex') AS value
FROM pg_catalog.pg_proc p
WHERE p.oid < 16384 AND p.pronamespace = 'pg_catalog'::regnamespace
UNION ALL
SELECT 'builtin:types', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(t.typname, t.typlen, t.typtype, t.typcategory, t.typispreferred, t.typdelim,
               t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid, t.typmodin::oid, t.typmodout::oid,
               t.typanalyze::oid, t.typsubscript::oid,
               t.typstorage, t.typdefault)::text,
           ' ' ORDER BY t.typname COLLATE "C"), 'UTF8')), 'hex')
FROM pg_catalog.pg_type t
WHERE t.oid < 16384 AND t.typnamespace = 'pg_catalog'::regnamespace AND t.typrelid = 0
UNION ALL
SELECT 'builtin:operators', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(o.oprname, o.oprleft, o.oprright, o.oprcode::oid, o.oprcom, o.oprnegate, o.oprrest::oid, o.oprjoin::oid,
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
UNION ALL
SELECT 'builtin:relations', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(c.oid::regclass, c.relkind, c.reloptions, c.relpersistence, c.relispopulated, c.relrowsecurity,
               c.relforcerowsecurity, c.relreplident, t.spcname)::text,
           ' ' ORDER BY c.oid::regclass::text COLLATE "C"), 'UTF8')), 'hex')
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace
WHERE c.oid < 16384 AND c.relkind IN ('r', 'v')
UNION ALL
SELECT 'builtin:casts', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.castsource, p.casttarget, p.castfunc, p.castcontext, p.castmethod)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_cast p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:aggregates', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.aggfnoid::oid, p.aggkind, p.aggnumdirectargs, p.aggtransfn::oid, p.aggfinalfn::oid,
               p.aggcombinefn::oid, p.aggserialfn::oid, p.aggdeserialfn::oid, p.aggmtransfn::oid, p.aggminvtransfn::oid,
               p.aggmfinalfn::oid, p.aggfinalextra, p.aggmfinalextra,
               p.aggfinalmodify, p.aggmfinalmodify, p.aggsortop, p.aggtranstype, p.aggtransspace, p.aggmtranstype,
               p.aggmtransspace, p.agginitval, p.aggminitval)::text,
           ' ' ORDER BY p.aggfnoid::oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_aggregate p
WHERE p.aggfnoid::oid < 12000
UNION ALL
SELECT 'builtin:operator_classes', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.opcmethod, p.opcname, p.opcfamily, p.opcintype, p.opcdefault, p.opckeytype)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_opclass p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:operator_family_operators', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.amopfamily, p.amoplefttype, p.amoprighttype, p.amopstrategy, p.amoppurpose, p.amopopr,
               p.amopmethod, p.amopsortfamily)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_amop p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:operator_family_functions', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.amprocfamily, p.amproclefttype, p.amprocrighttype, p.amprocnum, p.amproc::oid)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_amproc p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:access_methods', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.amname, p.amhandler::oid, p.amtype)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_am p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:conversions', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.conname, p.conforencoding, p.contoencoding, p.conproc::oid, p.condefault)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_conversion p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:collations', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.collname, p.collprovider, p.collisdeterministic, p.collencoding, p.collcollate, p.collctype)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_collation p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:languages', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.lanname, p.lanispl, p.lanpltrusted, p.lanplcallfoid, p.laninline, p.lanvalidator)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_language p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:ranges', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.rngtypid, p.rngsubtype, p.rngcollation, p.rngsubopc, p.rngcanonical::oid, p.rngsubdiff::oid,
               p.rngmultitypid)::text,
           ' ' ORDER BY p.rngtypid), 'UTF8')), 'hex')
FROM pg_catalog.pg_range p
WHERE p.rngtypid < 12000
