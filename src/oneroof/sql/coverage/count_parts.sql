-- Every object under the roof, counted by group and outcome in one statement; sums over it are the coverage.
-- by text (kind, schema, owner; NULL: one group)
SELECT CASE %(by)s::text WHEN 'kind' THEN c.kind WHEN 'schema' THEN c.schema_name WHEN 'owner' THEN c.owner_ref END AS name,
       CASE WHEN %(by)s::text = 'schema' AND c.schema_name IS NULL THEN 'no schema'
            WHEN %(by)s::text = 'owner' AND c.outcome = 'conflict' THEN 'in conflict'
            WHEN %(by)s::text = 'owner' AND c.owner_ref IS NULL THEN 'nobody' END AS rest,
       c.outcome,
       pg_catalog.sum(c.objects)::bigint AS total,
       coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner), 0)::bigint AS required,
       coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.outcome = 'owned' AND c.direct), 0)::bigint AS direct,
       coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner AND c.outcome = 'owned' AND c.by_catch_all), 0)::bigint
           AS by_catch_all
  FROM {governance}.v_object_owner_count AS c
 GROUP BY 1, 2, 3
