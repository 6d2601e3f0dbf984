-- An object that must have an owner and has one only because containers that hold everything have: nobody chose it.
SELECT resolved.object_ref,
       pg_catalog.jsonb_build_object('owner', resolved.owner_ref, 'source', resolved.source_object_ref) AS detail
  FROM {governance}.v_object_owner_resolution AS resolved
 WHERE resolved.requires_owner AND resolved.outcome = 'owned' AND resolved.distance > 0
   AND resolved.source_object_refs <@ (SELECT pg_catalog.array_agg(catch_all.object_ref)
                                         FROM {governance}.v_object_catch_all AS catch_all)
