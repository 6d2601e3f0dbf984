-- An object whose own ownership row names a principal that is inactive or unknown, whether or not the object must have an owner.
SELECT tree.object_ref,
       pg_catalog.jsonb_build_object(
           'inactive', coalesce(pg_catalog.jsonb_agg(owned.owner_ref ORDER BY owned.owner_ref COLLATE "C")
                                FILTER (WHERE principal.principal_ref IS NOT NULL), '[]'),
           'unknown', coalesce(pg_catalog.jsonb_agg(owned.owner_ref ORDER BY owned.owner_ref COLLATE "C")
                               FILTER (WHERE principal.principal_ref IS NULL), '[]')) AS detail
  FROM ONLY {governance}.governance_object_ownership AS owned
  JOIN {governance}.v_governance_object_tree AS tree ON tree.object_ref = owned.object_ref AND tree.under_roof
  LEFT JOIN ONLY {governance}.governance_principal AS principal ON principal.principal_ref = owned.owner_ref
 WHERE owned.ownership_type = 'accountable' AND owned.owner_ref IS NOT NULL AND principal.active IS NOT TRUE
 GROUP BY tree.object_ref
