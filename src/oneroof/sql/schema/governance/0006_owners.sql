-- Governance, migration 6: effective owners, gap, conflict, dangling rows, coverage.

-- Rows are pushed down from the objects that bear them to descendants that bear none. An object has one parent, so it is
-- reached at most once, by its nearest ancestor with rows; a cycle without rows is never entered, one with rows ends at them.
CREATE VIEW {governance}.v_object_owner_resolution AS
WITH RECURSIVE stated AS MATERIALIZED (
    SELECT o.object_ref,
           pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) AS active_owners,
           pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) AS owner_ref,
           pg_catalog.array_agg(DISTINCT o.owner_ref COLLATE "C") AS stated_owners,
           pg_catalog.bool_or(o.owner_ref IS NULL) AS tombstone,
           pg_catalog.bool_or(p.principal_ref IS NOT NULL AND NOT p.active) AS inactive
      FROM ONLY {governance}.governance_object_ownership AS o
      LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
     WHERE o.ownership_type = 'accountable'
     GROUP BY o.object_ref
), node AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.under_roof, t.requires_owner, s.object_ref IS NOT NULL AS has_rows
      FROM {governance}.v_governance_object_tree AS t LEFT JOIN stated AS s ON s.object_ref = t.object_ref
), reached (object_ref, source_object_ref, distance) AS (
    SELECT n.object_ref, n.object_ref, 0 FROM node AS n WHERE n.has_rows
    UNION ALL
    SELECT n.object_ref, r.source_object_ref, r.distance + 1
      FROM reached AS r JOIN node AS n ON n.parent_ref = r.object_ref AND NOT n.has_rows
)
SELECT n.object_ref, n.kind, n.parent_ref, n.requires_owner, r.source_object_ref, r.distance, s.stated_owners,
       CASE WHEN s.active_owners = 1 AND NOT s.tombstone THEN s.owner_ref END AS owner_ref,
       CASE WHEN s.object_ref IS NULL THEN 'never owned'
            WHEN s.active_owners > 1 OR (s.active_owners = 1 AND s.tombstone) THEN 'conflict'
            WHEN s.active_owners = 1 THEN 'owned'
            WHEN s.tombstone THEN 'tombstone'
            WHEN s.inactive THEN 'owner inactive'
            ELSE 'owner unknown' END AS outcome
  FROM node AS n
  LEFT JOIN reached AS r ON r.object_ref = n.object_ref
  LEFT JOIN stated AS s ON s.object_ref = r.source_object_ref
 WHERE n.under_roof;
COMMENT ON VIEW {governance}.v_object_owner_resolution IS
    'What comes of each object under the roof: its nearest ownership rows, and whether they give it an owner';

CREATE VIEW {governance}.v_object_owner AS
SELECT object_ref, owner_ref, CASE WHEN distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution,
       source_object_ref, distance
  FROM {governance}.v_object_owner_resolution WHERE outcome = 'owned';
COMMENT ON VIEW {governance}.v_object_owner IS 'The effective owner of each object that has one';

CREATE VIEW {governance}.v_object_owner_gap AS
SELECT object_ref, kind, parent_ref, outcome AS reason, source_object_ref
  FROM {governance}.v_object_owner_resolution WHERE requires_owner AND outcome <> 'owned' AND outcome <> 'conflict';
COMMENT ON VIEW {governance}.v_object_owner_gap IS 'Objects that must have an owner and have none, with the reason';

CREATE VIEW {governance}.v_object_owner_conflict AS
SELECT object_ref, kind, parent_ref, requires_owner, stated_owners AS owner_refs, source_object_ref, distance
  FROM {governance}.v_object_owner_resolution WHERE outcome = 'conflict';
COMMENT ON VIEW {governance}.v_object_owner_conflict IS
    'Objects with more than one owner at the nearest distance; a NULL among owner_refs is a tombstone';

CREATE VIEW {governance}.v_object_owner_dangling AS
SELECT o.ownership_id, o.object_ref, o.ownership_type, o.owner_ref, now_called.object_ref AS renamed_to
  FROM ONLY {governance}.governance_object_ownership AS o
  LEFT JOIN ONLY oneroof.database_identity AS here ON here.database_uid = o.seen_database_uid
  LEFT JOIN {governance}.v_governance_object_tree AS now_called
         ON now_called.object_oid = o.seen_oid AND here.database_uid IS NOT NULL
        AND now_called.kind = pg_catalog.split_part(o.object_ref, ':', 1)
 WHERE NOT EXISTS (SELECT FROM {governance}.v_governance_object_tree AS t WHERE t.object_ref = o.object_ref);
COMMENT ON VIEW {governance}.v_object_owner_dangling IS
    'Ownership rows whose object is gone; renamed_to where the oid seen in this very database says so';

-- A container holds everything when each object that must have an owner stands below it. Such containers are ancestors of
-- any one of these objects: so one chain is walked up, and every object is told the nearest link of it above itself.
CREATE VIEW {governance}.v_object_catch_all AS
WITH RECURSIVE node AS MATERIALIZED (
    SELECT object_ref, parent_ref, under_roof AND requires_owner AS required FROM {governance}.v_governance_object_tree
), chain (object_ref, link) AS (
    (SELECT n.parent_ref, 1 FROM node AS n WHERE n.required ORDER BY n.object_ref COLLATE "C" LIMIT 1)
    UNION ALL
    SELECT n.parent_ref, c.link + 1 FROM chain AS c JOIN node AS n ON n.object_ref = c.object_ref
     WHERE n.parent_ref IS NOT NULL
) CYCLE object_ref SET repeated USING walked
, link AS MATERIALIZED (
    SELECT c.object_ref, pg_catalog.min(c.link) AS link FROM chain AS c WHERE c.object_ref IS NOT NULL GROUP BY c.object_ref
), marked AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref, n.required, l.link FROM node AS n LEFT JOIN link AS l ON l.object_ref = n.object_ref
), below (object_ref, required, link) AS (
    SELECT m.object_ref, m.required, m.link FROM marked AS m WHERE m.link IS NOT NULL
    UNION ALL
    SELECT m.object_ref, m.required, b.link FROM below AS b JOIN marked AS m ON m.parent_ref = b.object_ref AND m.link IS NULL
)
SELECT l.object_ref FROM link AS l
 WHERE NOT EXISTS (SELECT FROM node AS n WHERE n.object_ref = l.object_ref AND n.required)
   AND (SELECT pg_catalog.count(*) FROM node AS n WHERE n.required)
     = (SELECT pg_catalog.count(*) FROM below AS b WHERE b.required AND b.link <= l.link)
UNION
SELECT 'database:this';
COMMENT ON VIEW {governance}.v_object_catch_all IS
    'Containers that hold everything: one row there gives full coverage and means nothing';

CREATE VIEW {governance}.v_governance_coverage AS
WITH counted AS (
    SELECT pg_catalog.count(*) AS total,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner) AS required,
           pg_catalog.count(*) FILTER (WHERE r.outcome = 'owned' AND r.distance = 0) AS direct,
           pg_catalog.count(*) FILTER (WHERE r.outcome = 'owned' AND r.distance > 0) AS inherited,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome <> 'owned' AND r.outcome <> 'conflict') AS gap,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome = 'conflict') AS conflict,
           pg_catalog.count(*) FILTER (WHERE r.requires_owner AND r.outcome = 'owned' AND r.distance > 0
                                         AND catch_all.object_ref IS NOT NULL) AS by_catch_all
      FROM {governance}.v_object_owner_resolution AS r
      LEFT JOIN {governance}.v_object_catch_all AS catch_all ON catch_all.object_ref = r.source_object_ref
)
SELECT total, required, direct, inherited, gap, conflict,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict)) / required)::numeric / 100)::numeric(5, 2)::text END AS coverage_pct,
       CASE WHEN required = 0 THEN 'n/a'
            ELSE (((10000 * (required - gap - conflict - by_catch_all)) / required)::numeric / 100)::numeric(5, 2)::text
       END AS coverage_pct_excluding_catch_all
  FROM counted;
COMMENT ON VIEW {governance}.v_governance_coverage IS
    'The coverage in one row; the percentage is cut off, not rounded, so that 100.00 means all';
