-- A table with policies whose row security is off: they say who may see which rows, and nothing obeys them.
SELECT tree.object_ref,
       pg_catalog.jsonb_build_object(
           'policies', pg_catalog.jsonb_agg(policy.polname ORDER BY policy.polname COLLATE "C")) AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN pg_catalog.pg_class AS class ON class.oid = tree.object_oid AND NOT class.relrowsecurity
  JOIN pg_catalog.pg_policy AS policy ON policy.polrelid = class.oid
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['table', 'partitioned_table', 'partition'])
 GROUP BY tree.object_ref
