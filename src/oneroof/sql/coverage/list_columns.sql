-- Columns of the relations under the roof with their effective owners: rows of their own, else what their relation resolves to.
WITH own AS (
    SELECT o.object_ref,
           CASE WHEN pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) = 1
                     AND NOT pg_catalog.bool_or(o.owner_ref IS NULL)
                THEN pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) END AS owner_ref
      FROM ONLY {governance}.governance_object_ownership AS o
      LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
     WHERE o.ownership_type = 'accountable' AND pg_catalog.starts_with(o.object_ref, 'column:')
     GROUP BY o.object_ref
)
SELECT c.object_ref, c.kind, c.parent_ref, false AS requires_owner, c.source, c.status, decided.owner_ref,
       CASE WHEN decided.owner_ref IS NULL THEN NULL WHEN own.object_ref IS NULL THEN 'inherited' ELSE 'direct' END AS resolution,
       CASE WHEN decided.owner_ref IS NULL THEN NULL WHEN own.object_ref IS NULL THEN above.source_object_ref
            ELSE c.object_ref END AS source_object_ref,
       CASE WHEN decided.owner_ref IS NULL THEN NULL WHEN own.object_ref IS NULL THEN above.distance + 1 ELSE 0 END AS distance
  FROM {governance}.fn_catalog_objects(true) AS c
  JOIN {governance}.v_governance_object_inventory AS relation ON relation.object_ref = c.parent_ref
  LEFT JOIN {governance}.v_object_owner AS above ON above.object_ref = c.parent_ref
  LEFT JOIN own ON own.object_ref = c.object_ref
 CROSS JOIN LATERAL (SELECT CASE WHEN own.object_ref IS NULL THEN above.owner_ref ELSE own.owner_ref END AS owner_ref) AS decided
 WHERE c.kind = 'column'
 ORDER BY c.object_ref COLLATE "C"
