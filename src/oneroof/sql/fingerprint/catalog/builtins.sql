-- One digest over what a superuser could alter of the built-in functions, types, operators, casts, ... and relations.
-- They and their OIDs are the same in every cluster of a major version; those of 12000 and more, which initdb gives
-- (manual, section 67.2.2) and somebody's own functions have, are named and not numbered. A name costs far more than a
-- number: regproc looks for others of its name.
SELECT 'builtin:functions' AS ref, 'database:this' AS parent, 'digest' AS facet,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.proname, p.proargtypes, p.prokind, p.prolang, p.procost, p.prorows,
               CASE WHEN p.prosupport::oid < 12000 THEN p.prosupport::oid::text ELSE p.prosupport::text END,
               p.prosecdef, p.proleakproof, p.proisstrict, p.proretset, p.provolatile, p.proparallel, p.prorettype,
               p.proargmodes, p.proargnames, p.prosrc, p.probin, p.proconfig,
               CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex') AS value
FROM pg_catalog.pg_proc p
WHERE p.oid < 16384 AND p.pronamespace = 'pg_catalog'::regnamespace
UNION ALL
SELECT 'builtin:types', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(t.typname, t.typlen, t.typtype, t.typcategory, t.typispreferred, t.typdelim,
               CASE WHEN t.typinput::oid < 12000 THEN t.typinput::oid::text ELSE t.typinput::text END,
               CASE WHEN t.typoutput::oid < 12000 THEN t.typoutput::oid::text ELSE t.typoutput::text END,
               CASE WHEN t.typreceive::oid < 12000 THEN t.typreceive::oid::text ELSE t.typreceive::text END,
               CASE WHEN t.typsend::oid < 12000 THEN t.typsend::oid::text ELSE t.typsend::text END,
               CASE WHEN t.typmodin::oid < 12000 THEN t.typmodin::oid::text ELSE t.typmodin::text END,
               CASE WHEN t.typmodout::oid < 12000 THEN t.typmodout::oid::text ELSE t.typmodout::text END,
               CASE WHEN t.typanalyze::oid < 12000 THEN t.typanalyze::oid::text ELSE t.typanalyze::text END,
               CASE WHEN t.typsubscript::oid < 12000 THEN t.typsubscript::oid::text ELSE t.typsubscript::text END,
               t.typstorage, t.typdefault)::text,
           ' ' ORDER BY t.typname COLLATE "C"), 'UTF8')), 'hex')
FROM pg_catalog.pg_type t
WHERE t.oid < 16384 AND t.typnamespace = 'pg_catalog'::regnamespace AND t.typrelid = 0
UNION ALL
SELECT 'builtin:operators', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(o.oprname, o.oprleft, o.oprright,
               CASE WHEN o.oprcode::oid < 12000 THEN o.oprcode::oid::text ELSE o.oprcode::text END, o.oprcom,
               o.oprnegate, CASE WHEN o.oprrest::oid < 12000 THEN o.oprrest::oid::text ELSE o.oprrest::text END,
               CASE WHEN o.oprjoin::oid < 12000 THEN o.oprjoin::oid::text ELSE o.oprjoin::text END, o.oprcanmerge,
               o.oprcanhash)::text,
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
           ROW(p.aggfnoid::oid, p.aggkind, p.aggnumdirectargs,
               CASE WHEN p.aggtransfn::oid < 12000 THEN p.aggtransfn::oid::text ELSE p.aggtransfn::text END,
               CASE WHEN p.aggfinalfn::oid < 12000 THEN p.aggfinalfn::oid::text ELSE p.aggfinalfn::text END,
               CASE WHEN p.aggcombinefn::oid < 12000 THEN p.aggcombinefn::oid::text ELSE p.aggcombinefn::text END,
               CASE WHEN p.aggserialfn::oid < 12000 THEN p.aggserialfn::oid::text ELSE p.aggserialfn::text END,
               CASE WHEN p.aggdeserialfn::oid < 12000 THEN p.aggdeserialfn::oid::text ELSE p.aggdeserialfn::text END,
               CASE WHEN p.aggmtransfn::oid < 12000 THEN p.aggmtransfn::oid::text ELSE p.aggmtransfn::text END,
               CASE WHEN p.aggminvtransfn::oid < 12000 THEN p.aggminvtransfn::oid::text ELSE p.aggminvtransfn::text END,
               CASE WHEN p.aggmfinalfn::oid < 12000 THEN p.aggmfinalfn::oid::text ELSE p.aggmfinalfn::text END,
               p.aggfinalextra, p.aggmfinalextra, p.aggfinalmodify, p.aggmfinalmodify, p.aggsortop, p.aggtranstype,
               p.aggtransspace, p.aggmtranstype, p.aggmtransspace, p.agginitval, p.aggminitval)::text,
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
           ROW(p.amprocfamily, p.amproclefttype, p.amprocrighttype, p.amprocnum,
               CASE WHEN p.amproc::oid < 12000 THEN p.amproc::oid::text ELSE p.amproc::text END)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_amproc p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:access_methods', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.amname, CASE WHEN p.amhandler::oid < 12000 THEN p.amhandler::oid::text ELSE p.amhandler::text END,
               p.amtype)::text,
           ' ' ORDER BY p.oid), 'UTF8')), 'hex')
FROM pg_catalog.pg_am p
WHERE p.oid < 12000
UNION ALL
SELECT 'builtin:conversions', 'database:this', 'digest',
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(
           ROW(p.conname, p.conforencoding, p.contoencoding,
               CASE WHEN p.conproc::oid < 12000 THEN p.conproc::oid::text ELSE p.conproc::text END, p.condefault)::text,
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
           ROW(p.rngtypid, p.rngsubtype, p.rngcollation, p.rngsubopc,
               CASE WHEN p.rngcanonical::oid < 12000 THEN p.rngcanonical::oid::text ELSE p.rngcanonical::text END,
               CASE WHEN p.rngsubdiff::oid < 12000 THEN p.rngsubdiff::oid::text ELSE p.rngsubdiff::text END,
               p.rngmultitypid)::text,
           ' ' ORDER BY p.rngtypid), 'UTF8')), 'hex')
FROM pg_catalog.pg_range p
WHERE p.rngtypid < 12000
