-- Those of our roles that we made, and whether anything of any database of the server, or another role, still needs them.
SELECT r.rolname::text AS name,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_shdepend AS d WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                                                                     AND d.refobjid = r.oid)
     + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_auth_members AS m
          JOIN pg_catalog.pg_roles AS member ON member.oid = m.member
         WHERE m.roleid = r.oid AND member.rolname <> CURRENT_USER) AS needed
  FROM pg_catalog.pg_roles AS r
 WHERE r.rolname = ANY (ARRAY['oneroof_owner', 'oneroof_reader', 'oneroof_operator', 'oneroof_recorder', 'oneroof_ratifier',
                              'oneroof_dispatcher', 'oneroof_activator'])
   AND pg_catalog.shobj_description(r.oid, 'pg_authid') LIKE 'oneroof: %'
 ORDER BY 1
