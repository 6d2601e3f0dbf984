-- An object whose owner in PostgreSQL, who may change and drop it, is not the role of its accountable owner, nor a member of that role.
-- parameter roles jsonb: an object with the name of the role of each principal; what belongs to others is left out.
SELECT resolved.object_ref,
       pg_catalog.jsonb_build_object(
           'owner', resolved.owner_ref, 'role', wanted.role_name, 'owner_in_postgresql', held.rolname) AS detail
  FROM {governance}.v_object_owner_resolution AS resolved
  JOIN {governance}.v_governance_object_tree AS tree ON tree.object_ref = resolved.object_ref
  JOIN pg_catalog.jsonb_each_text({roles}::pg_catalog.jsonb) AS wanted (owner_ref, role_name)
    ON wanted.owner_ref = resolved.owner_ref
  JOIN (SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS classoid, oid, relowner AS owner FROM pg_catalog.pg_class
        UNION ALL SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, nspowner FROM pg_catalog.pg_namespace
        UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, proowner FROM pg_catalog.pg_proc
        UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typowner FROM pg_catalog.pg_type
       ) AS object (classoid, oid, owner)
    ON object.oid = tree.object_oid
   AND object.classoid = CASE WHEN tree.kind = 'schema' THEN 'pg_catalog.pg_namespace'::pg_catalog.regclass
                              WHEN tree.kind = ANY (ARRAY['function', 'procedure', 'aggregate'])
                              THEN 'pg_catalog.pg_proc'::pg_catalog.regclass
                              WHEN tree.kind = ANY (ARRAY['type', 'enum', 'domain'])
                              THEN 'pg_catalog.pg_type'::pg_catalog.regclass
                              WHEN tree.kind = ANY (ARRAY['table', 'partitioned_table', 'partition', 'view',
                                                          'materialized_view', 'foreign_table', 'sequence'])
                              THEN 'pg_catalog.pg_class'::pg_catalog.regclass END
  JOIN pg_catalog.pg_roles AS held ON held.oid = object.owner
  LEFT JOIN pg_catalog.pg_roles AS role ON role.rolname = wanted.role_name
 WHERE resolved.outcome = 'owned' AND tree.status <> 'member'
   AND held.oid IS DISTINCT FROM role.oid
   -- A superuser is reckoned a member of every role.
   AND (role.oid IS NULL OR held.rolsuper OR NOT pg_catalog.pg_has_role(held.oid, role.oid, 'MEMBER'))
