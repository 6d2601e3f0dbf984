-- Who may do what with one database, the default spelled out; a grantee of NULL is PUBLIC.
-- database text
SELECT pg_catalog.pg_get_userbyid(a.grantor)::text AS grantor,
       CASE a.grantee WHEN 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END AS grantee,
       a.privilege_type AS privilege,
       a.is_grantable   AS grantable
  FROM pg_catalog.pg_database d
 CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) AS a
 WHERE d.datname = %(database)s::text
 ORDER BY grantor, grantee NULLS FIRST, privilege, grantable
