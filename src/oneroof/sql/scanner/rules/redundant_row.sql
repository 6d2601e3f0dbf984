-- An object whose only ownership row says what it would inherit without it, and is not pinned: it can go, nothing changes.
SELECT own.object_ref,
       pg_catalog.jsonb_build_object(
           'owner', own.owner_ref,
           'source', (pg_catalog.array_agg(above.source_object_ref
                                           ORDER BY above.distance, above.source_object_ref COLLATE "C"))[1]) AS detail
  FROM (SELECT object_ref, pg_catalog.min(owner_ref) AS owner_ref
          FROM ONLY {governance}.governance_object_ownership
         WHERE ownership_type = 'accountable'
         GROUP BY object_ref
        HAVING pg_catalog.count(*) = 1 AND pg_catalog.count(owner_ref) = 1 AND NOT pg_catalog.bool_or(pin)) AS own
  JOIN {governance}.v_governance_object_tree AS tree ON tree.object_ref = own.object_ref AND tree.under_roof
 CROSS JOIN LATERAL (SELECT tree.parent_ref
                     UNION SELECT link.also_in_ref FROM ONLY {governance}.governance_object_link AS link
                            WHERE link.object_ref = own.object_ref) AS up (object_ref)
  -- Whatever contains something is of the core, which is resolved outside of the roof, too.
  JOIN {governance}.v_object_owner_core AS above
    ON above.object_ref = up.object_ref AND above.ownership_type = 'accountable' AND above.outcome <> 'never owned'
 GROUP BY own.object_ref, own.owner_ref
HAVING pg_catalog.bool_and(above.outcome = 'owned' AND above.owner_ref = own.owner_ref
                           -- In a circle of Directus' groups what is above may have it from here.
                           AND own.object_ref <> ALL (above.source_object_refs))
