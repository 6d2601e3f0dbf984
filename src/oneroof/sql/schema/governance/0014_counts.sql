-- Governance, migration 14: leaves are counted by what the tables hold, and judged afterwards.

-- How many groups there are the planner knows of columns, not of expressions: of seven of these it would expect a million
-- groups, and sort each worker's rows instead of counting them.
CREATE OR REPLACE VIEW {governance}.v_object_owner_count AS
WITH held AS MATERIALIZED (
    SELECT pg_catalog.array_agg(h.object_ref) AS object_refs FROM {governance}.v_object_catch_all AS h
), core AS MATERIALIZED (
    SELECT c.object_ref, c.kind, c.schema_name, c.requires_owner, c.owner_ref, c.outcome, c.distance, c.under_roof, c.by_name,
           coalesce(c.source_object_refs <@ (SELECT h.object_refs FROM held AS h), false) AS by_catch_all
      FROM {governance}.v_object_owner_core AS c WHERE c.ownership_type = 'accountable'
), packed AS MATERIALIZED (
    SELECT pg_catalog.array_agg(c.object_ref) AS object_refs, pg_catalog.array_agg(c.owner_ref) AS owner_refs,
           pg_catalog.array_agg(c.outcome) AS outcomes, pg_catalog.array_agg(c.by_catch_all) AS by_catch_all
      FROM core AS c WHERE c.outcome <> 'never owned'
), apart AS MATERIALIZED (
    SELECT ARRAY(SELECT c.kind FROM core AS c WHERE NOT c.by_name GROUP BY c.kind) AS kinds,
           ARRAY(SELECT c.object_ref FROM core AS c WHERE c.by_name) AS object_refs
)
SELECT c.kind, c.schema_name, c.owner_ref, c.outcome, c.requires_owner, coalesce(c.distance = 0, false) AS direct,
       c.by_catch_all AND c.distance > 0 AS by_catch_all, pg_catalog.count(*) AS objects
  FROM core AS c WHERE c.under_roof
 GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT leaf.kind, NULL, CASE WHEN NOT leaf.direct THEN leaf.owner_ref WHEN p.active THEN leaf.own_ref END,
       CASE WHEN NOT leaf.direct THEN coalesce(leaf.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN leaf.own_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       leaf.requires_owner, leaf.direct, NOT leaf.direct AND coalesce(leaf.by_catch_all, false), leaf.objects
  FROM (SELECT o.kind, o.requires_owner, above.owner_ref, above.outcome, above.by_catch_all, own.owner_ref AS own_ref,
               own.object_ref IS NOT NULL AS direct, pg_catalog.count(*) AS objects
          FROM {governance}.v_governance_object_registered AS o
          LEFT JOIN ROWS FROM (pg_catalog.unnest((SELECT a.object_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.owner_refs FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.outcomes FROM packed AS a)),
                               pg_catalog.unnest((SELECT a.by_catch_all FROM packed AS a)))
                 AS above (object_ref, owner_ref, outcome, by_catch_all) ON above.object_ref = o.parent_ref
          LEFT JOIN ONLY {governance}.governance_object_ownership AS own
                 ON own.object_ref = o.object_ref AND own.ownership_type = 'accountable'
         WHERE o.under_roof AND CASE WHEN o.kind = ANY ((SELECT a.kinds FROM apart AS a)::text[]) THEN false ELSE true END
           AND NOT EXISTS (SELECT FROM pg_catalog.unnest((SELECT a.object_refs FROM apart AS a)) AS named (object_ref)
                            WHERE named.object_ref = o.object_ref)
         GROUP BY 1, 2, 3, 4, 5, 6, 7) AS leaf
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = leaf.own_ref;
