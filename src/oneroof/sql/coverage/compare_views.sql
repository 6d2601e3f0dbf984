-- What v_object_owner, object by object, and v_object_owner_count each come to by itself, and of how many owners they differ.
WITH each AS MATERIALIZED (
    -- By owner alone: of an expression the planner would expect a million groups. A row that names nobody gives no owner.
    SELECT o.owner_ref, pg_catalog.count(*) FILTER (WHERE o.resolution = 'direct') AS direct,
           pg_catalog.count(*) FILTER (WHERE o.resolution = 'inherited') AS inherited
      FROM {governance}.v_object_owner AS o
     WHERE o.owner_ref IS NOT NULL
     GROUP BY o.owner_ref
), counted AS MATERIALIZED (
    SELECT c.owner_ref, c.outcome, c.requires_owner, c.direct, c.by_catch_all, c.objects FROM {governance}.v_object_owner_count AS c
), named AS (
    SELECT c.owner_ref, pg_catalog.sum(c.objects) FILTER (WHERE c.direct) AS direct,
           pg_catalog.sum(c.objects) FILTER (WHERE NOT c.direct) AS inherited
      FROM counted AS c WHERE c.outcome = 'owned' GROUP BY c.owner_ref
)
SELECT one.each_direct, one.each_inherited, sums.total, sums.required, sums.direct, sums.inherited, sums.gap, sums.conflict,
       sums.by_catch_all,
       (SELECT pg_catalog.count(*)
          FROM each AS e FULL JOIN named AS n ON n.owner_ref COLLATE "C" = e.owner_ref COLLATE "C"
         WHERE coalesce(e.direct, 0) <> coalesce(n.direct, 0) OR coalesce(e.inherited, 0) <> coalesce(n.inherited, 0)) AS owners_apart
  FROM (SELECT coalesce(pg_catalog.sum(e.direct), 0)::bigint AS each_direct,
               coalesce(pg_catalog.sum(e.inherited), 0)::bigint AS each_inherited
          FROM each AS e) AS one
 CROSS JOIN (
    SELECT coalesce(pg_catalog.sum(c.objects), 0)::bigint AS total,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner), 0)::bigint AS required,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.outcome = 'owned' AND c.direct), 0)::bigint AS direct,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.outcome = 'owned' AND NOT c.direct), 0)::bigint AS inherited,
           coalesce(pg_catalog.sum(c.objects) FILTER (
               WHERE c.requires_owner AND c.outcome NOT IN ('owned', 'conflict')), 0)::bigint AS gap,
           coalesce(pg_catalog.sum(c.objects) FILTER (WHERE c.requires_owner AND c.outcome = 'conflict'), 0)::bigint AS conflict,
           coalesce(pg_catalog.sum(c.objects) FILTER (
               WHERE c.requires_owner AND c.outcome = 'owned' AND c.by_catch_all), 0)::bigint AS by_catch_all
      FROM counted AS c) AS sums
