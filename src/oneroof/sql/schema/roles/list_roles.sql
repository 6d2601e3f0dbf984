-- Our roles: is each there, is it more than a name to be granted, and to whom is it granted?
SELECT wanted.name,
       r.oid IS NOT NULL AS present,
       coalesce(r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls, false)
           AS powerful,
       coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid') LIKE 'oneroof: %', false) AS ours,
       coalesce((SELECT pg_catalog.jsonb_agg(DISTINCT member.rolname::text ORDER BY member.rolname::text)
                   FROM pg_catalog.pg_auth_members AS m
                   JOIN pg_catalog.pg_roles AS member ON member.oid = m.member
                  WHERE m.roleid = r.oid), '[]') AS members
  FROM pg_catalog.unnest(ARRAY['oneroof_owner', 'oneroof_reader', 'oneroof_operator', 'oneroof_recorder', 'oneroof_ratifier',
                               'oneroof_dispatcher', 'oneroof_activator']) WITH ORDINALITY AS wanted (name, place)
  LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = wanted.name
 ORDER BY wanted.place
