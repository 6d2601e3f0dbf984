-- Which versions of the rows of built-in objects the catalogs hold (their oid is below 16384), by catalog. No packet changes
-- any, save their owners and grants, which stand in the inventory by name.
SELECT pg_catalog.jsonb_object_agg(s.catalog, s.stamp) AS builtins
  FROM (SELECT 'pg_proc' AS catalog, pg_catalog.sum(pg_catalog.hashint8extended(p.xmin::text::bigint, p.oid::bigint))::text AS stamp
          FROM pg_catalog.pg_proc p
         WHERE p.oid < 16384
         UNION ALL
        SELECT 'pg_type', pg_catalog.sum(pg_catalog.hashint8extended(t.xmin::text::bigint, t.oid::bigint))::text
          FROM pg_catalog.pg_type t
         WHERE t.oid < 16384
         UNION ALL
        SELECT 'pg_operator', pg_catalog.sum(pg_catalog.hashint8extended(o.xmin::text::bigint, o.oid::bigint))::text
          FROM pg_catalog.pg_operator o
         WHERE o.oid < 16384
         UNION ALL
        SELECT 'pg_aggregate', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.aggfnoid::oid::bigint))::text
          FROM pg_catalog.pg_aggregate x
         WHERE x.aggfnoid::oid < 16384
         UNION ALL
        SELECT 'pg_am', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_am x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_amop', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_amop x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_amproc', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_amproc x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_cast', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_cast x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_collation', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_collation x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_conversion', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_conversion x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_language', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_language x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_opclass', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_opclass x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_opfamily', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.oid::bigint))::text
          FROM pg_catalog.pg_opfamily x
         WHERE x.oid < 16384
         UNION ALL
        SELECT 'pg_range', pg_catalog.sum(pg_catalog.hashint8extended(x.xmin::text::bigint, x.rngtypid::bigint))::text
          FROM pg_catalog.pg_range x
         WHERE x.rngtypid < 16384
         UNION ALL
        SELECT 'pg_class', pg_catalog.sum(pg_catalog.hashtextextended(
                               ROW(c.oid, c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relreplident)::text, 0))::text
          FROM pg_catalog.pg_class c
         WHERE c.oid < 16384 AND c.relkind IN ('r', 'v')
         UNION ALL
        SELECT 'pg_rewrite', pg_catalog.sum(pg_catalog.hashint8extended(r.xmin::text::bigint, r.oid::bigint))::text
          FROM pg_catalog.pg_rewrite r
         WHERE r.oid < 16384
         UNION ALL
        SELECT 'pg_ts_config_map', pg_catalog.sum(pg_catalog.hashint8extended(m.xmin::text::bigint, m.mapcfg::bigint))::text
          FROM pg_catalog.pg_ts_config_map m
         WHERE m.mapcfg < 16384
         UNION ALL
        SELECT 'pg_ts_dict', pg_catalog.sum(pg_catalog.hashint8extended(d.xmin::text::bigint, d.oid::bigint))::text
          FROM pg_catalog.pg_ts_dict d
         WHERE d.oid < 16384
         UNION ALL
        SELECT 'pg_description', pg_catalog.sum(pg_catalog.hashint8extended(d.xmin::text::bigint, d.objoid::bigint))::text
          FROM pg_catalog.pg_description d
         WHERE d.objoid < 16384
           AND d.classoid NOT IN ('pg_catalog.pg_largeobject'::pg_catalog.regclass, 'pg_catalog.pg_extension'::pg_catalog.regclass)
           AND NOT (d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = 2200)) AS s
