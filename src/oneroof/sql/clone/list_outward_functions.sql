-- Functions that somebody made and that may reach out: in another language than SQL and PL/pgSQL, or by what their text
-- says. "replaceable": PL/pgSQL can have the same signature (the manual, chapter 43.3, says which pseudo-types it can).
-- "internal_only": no statement can call it, only PostgreSQL itself through an object that depends on it; "in_use": there
-- is such an object (foreign data wrappers are looked at by themselves).
-- A function in language "internal" is one of PostgreSQL's own under another name.
-- extension_calls text (a regular expression), builtin_calls text (likewise), builtin_names text (likewise)
SELECT p.oid::int8 AS oid,
       n.nspname::text AS schema,
       p.proname::text AS name,
       (SELECT coalesce(pg_catalog.string_agg(pg_catalog.format_type(a.type, NULL), ',' ORDER BY a.place), '')
          FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, place)) AS arguments,
       l.lanname::text AS language,
       e.extname::text AS extension,
       coalesce(body.text ~* %(extension_calls)s::text, false) AS calls_extension,
       coalesce(body.text ~* %(builtin_calls)s::text, false) OR alias.outward AS calls_builtin,
       p.prokind IN ('f', 'p') AND NOT EXISTS (
           SELECT FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]) || p.prorettype) AS u (type)
             JOIN pg_catalog.pg_type t ON t.oid = u.type
            WHERE t.typtype = 'p'
              AND t.typname NOT IN ('void', 'record', 'trigger', 'event_trigger')
              AND (t.typname !~ '^any' OR t.typname = 'any'))    AS replaceable,
       r.typname ~ '_handler$' OR 'pg_catalog.internal'::pg_catalog.regtype = ANY (p.proargtypes::pg_catalog.oid[])
                                                                 AS internal_only,
       r.typname <> 'fdw_handler'
         AND EXISTS (SELECT FROM pg_catalog.pg_depend u
                      WHERE u.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND u.refobjid = p.oid) AS in_use,
       EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.fdwvalidator = p.oid)
         OR EXISTS (SELECT FROM pg_catalog.pg_language x WHERE p.oid IN (x.lanvalidator, x.laninline)) AS validator
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  JOIN pg_catalog.pg_type r ON r.oid = p.prorettype
 CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) AS text) AS body
 CROSS JOIN LATERAL (
           SELECT l.lanname = 'internal' AND EXISTS (
                      SELECT FROM pg_catalog.pg_proc b
                       WHERE b.oid < 16384 AND b.prosrc = p.prosrc AND b.proname ~ %(builtin_names)s::text) AS outward
       ) AS alias
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                                  AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
 WHERE p.oid >= 16384
   AND p.prokind <> 'a'
   AND (l.lanname NOT IN ('sql', 'plpgsql', 'internal')
        OR body.text ~* %(extension_calls)s::text
        OR body.text ~* %(builtin_calls)s::text
        OR alias.outward)
 ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", p.oid
