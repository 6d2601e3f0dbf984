-- A relation whose name is not lower-case letters, digits and underscores: whoever forgets the quotes meets another one, or none.
SELECT tree.object_ref, pg_catalog.jsonb_build_object() AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN pg_catalog.pg_class AS class ON class.oid = tree.object_oid
 WHERE tree.under_roof AND tree.status <> 'member'
   AND tree.kind = ANY (ARRAY['table', 'partitioned_table', 'view', 'materialized_view', 'foreign_table', 'sequence'])
   AND class.relname::text !~ '^[a-z_][a-z0-9_]*$'
