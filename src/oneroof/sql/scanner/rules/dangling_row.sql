-- An ownership row whose object is gone: it answers for nothing, until something else takes the name.
SELECT dangling.object_ref,
       pg_catalog.jsonb_build_object(
           'rows', pg_catalog.count(DISTINCT dangling.ownership_id),
           'renamed_to', pg_catalog.min(dangling.renamed_to COLLATE "C")) AS detail
  FROM {governance}.v_object_owner_dangling AS dangling
 GROUP BY dangling.object_ref
