-- Who is a member of which role.
SELECT g.rolname::text AS role, m.rolname::text AS member, a.admin_option AS admin, NULL::boolean AS inherit, NULL::boolean AS "set"
  FROM pg_catalog.pg_auth_members a
  JOIN pg_catalog.pg_roles g ON g.oid = a.roleid
  JOIN pg_catalog.pg_roles m ON m.oid = a.member
 WHERE m.rolname !~ '^pg_'
 ORDER BY role, member
