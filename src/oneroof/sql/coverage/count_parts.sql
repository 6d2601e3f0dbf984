-- Every object under the roof, counted by group and outcome in one statement; sums over it are the coverage.
-- by text (kind, schema, owner; NULL: one group)
WITH held AS MATERIALIZED (
    SELECT object_ref FROM {governance}.v_object_catch_all
)
SELECT CASE %(by)s::text WHEN 'kind' THEN r.kind WHEN 'schema' THEN tree.schema_name WHEN 'owner' THEN r.owner_ref END AS name,
       CASE WHEN %(by)s::text = 'schema' AND tree.schema_name IS NULL THEN 'no schema'
            WHEN %(by)s::text = 'owner' AND r.outcome = 'conflict' THEN 'in conflict'
            WHEN %(by)s::text = 'owner' AND r.owner_ref IS NULL THEN 'nobody' END AS rest,
       r.outcome,
       pg_catalog.count(*) AS total,
       pg_catalog.count(*) FILTER (WHERE r.requires_owner) AS required,
       pg_catalog.count(*) FILTER (WHERE r.outcome = 'owned' AND r.distance = 0) AS direct,
       pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome = 'owned' AND r.distance > 0
                                     AND held.object_ref IS NOT NULL
                                     AND r.source_object_refs <@ (SELECT pg_catalog.array_agg(h.object_ref) FROM held AS h)
                           ) AS by_catch_all
  FROM {governance}.v_object_owner_resolution AS r
  LEFT JOIN held ON held.object_ref = r.source_object_ref
  LEFT JOIN {governance}.v_governance_object_tree AS tree ON %(by)s::text = 'schema' AND tree.object_ref = r.object_ref
 GROUP BY 1, 2, 3
