-- An object whose only ownership row says what it would inherit without it, and is not pinned: it can go, nothing changes.
SELECT own.object_ref,
       pg_catalog.jsonb_build_object('owner', own.owner_ref, 'source', above.source_object_ref) AS detail
  FROM (SELECT object_ref, pg_catalog.min(owner_ref) AS owner_ref
          FROM ONLY {governance}.governance_object_ownership
         WHERE ownership_type = 'accountable'
         GROUP BY object_ref
        HAVING pg_catalog.count(*) = 1 AND pg_catalog.count(owner_ref) = 1 AND NOT pg_catalog.bool_or(pin)) AS own
  JOIN {governance}.v_governance_object_tree AS tree ON tree.object_ref = own.object_ref AND tree.under_roof
  JOIN {governance}.v_object_owner AS above ON above.object_ref = tree.parent_ref AND above.owner_ref = own.owner_ref
 WHERE NOT EXISTS (SELECT FROM ONLY {governance}.governance_object_link AS link
                     JOIN {governance}.v_object_owner_resolution AS beside ON beside.object_ref = link.also_in_ref
                    WHERE link.object_ref = own.object_ref AND beside.outcome <> 'never owned'
                      AND beside.owner_ref IS DISTINCT FROM own.owner_ref)
