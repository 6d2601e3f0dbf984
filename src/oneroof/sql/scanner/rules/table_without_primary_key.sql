-- A table without a primary key: its rows cannot be told apart, and logical replication can neither update nor delete them.
SELECT tree.object_ref, pg_catalog.jsonb_build_object() AS detail
  FROM {governance}.v_governance_object_tree AS tree
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['table', 'partitioned_table'])
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS key
                    WHERE key.conrelid = tree.object_oid AND key.contype = 'p')
