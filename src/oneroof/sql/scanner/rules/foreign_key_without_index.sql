-- A table with a foreign key that no index begins with: each delete in the table it points to reads this one whole.
SELECT tree.object_ref,
       pg_catalog.jsonb_build_object(
           'foreign_keys', pg_catalog.jsonb_agg(key.conname ORDER BY key.conname COLLATE "C")) AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN pg_catalog.pg_constraint AS key ON key.conrelid = tree.object_oid
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['table', 'partitioned_table'])
   AND key.contype = 'f' AND key.conparentid = 0
   AND NOT EXISTS (
       SELECT FROM pg_catalog.pg_index AS index
        WHERE index.indrelid = key.conrelid AND index.indisvalid AND index.indpred IS NULL
          AND index.indnkeyatts >= pg_catalog.cardinality(key.conkey)
          AND (index.indkey::pg_catalog.int2[])[0:pg_catalog.cardinality(key.conkey) - 1] @> key.conkey)
 GROUP BY tree.object_ref
