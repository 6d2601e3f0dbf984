-- A table without a comment: nobody but its author knows what stands in it.
SELECT tree.object_ref, pg_catalog.jsonb_build_object() AS detail
  FROM {governance}.v_governance_object_tree AS tree
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['table', 'partitioned_table', 'foreign_table'])
   AND pg_catalog.obj_description(tree.object_oid, 'pg_class') IS NULL
