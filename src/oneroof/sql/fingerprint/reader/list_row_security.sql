-- Tables whose row security a role does not bypass: by BYPASSRLS, or as (a member of) the owner where it is not forced. With
-- row_security off, as dumps and fingerprints have it, reading one of them is an error, also where a policy would show every row.
-- role text
SELECT pg_catalog.format('%%I.%%I', n.nspname, c.relname)     AS relation,
       pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) AS owner,
       c.relforcerowsecurity                                  AS forced
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_roles r ON r.rolname = %(role)s::text
WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity
  AND NOT coalesce(r.rolsuper OR r.rolbypassrls
                   OR (pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE') AND NOT c.relforcerowsecurity), false)
ORDER BY 1
