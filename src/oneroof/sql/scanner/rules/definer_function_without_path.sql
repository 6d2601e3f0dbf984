-- A function that runs with its owner's rights and does not pin its search_path: a caller chooses what its names mean.
SELECT tree.object_ref, pg_catalog.jsonb_build_object('kind', tree.kind) AS detail
  FROM {governance}.v_governance_object_tree AS tree
  JOIN pg_catalog.pg_proc AS proc ON proc.oid = tree.object_oid
 WHERE tree.under_roof AND tree.status <> 'member' AND tree.kind = ANY (ARRAY['function', 'procedure']) AND proc.prosecdef
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(proc.proconfig) AS setting WHERE pg_catalog.starts_with(setting, 'search_path='))
