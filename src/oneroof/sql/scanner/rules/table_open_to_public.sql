-- A table that everybody may write to: a privilege to change it is granted to PUBLIC.
SELECT tree.object_ref,
       pg_catalog.jsonb_build_object(
           'privileges', pg_catalog.jsonb_agg(DISTINCT granted.privilege_type ORDER BY granted.privilege_type)) AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN pg_catalog.pg_class AS class ON class.oid = tree.object_oid
 CROSS JOIN LATERAL pg_catalog.aclexplode(
           coalesce(class.relacl, pg_catalog.acldefault('r', class.relowner))) AS granted
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['table', 'partitioned_table', 'view', 'foreign_table'])
   AND granted.grantee = 0 AND granted.privilege_type = ANY (ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
 GROUP BY tree.object_ref
