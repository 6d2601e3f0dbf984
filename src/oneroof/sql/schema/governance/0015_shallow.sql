-- Governance, migration 15: containers of nothing but leaves resolve as leaves do, and all that does passes one parallel join.

-- Which kinds stand in which: one look into the index a pair, however many objects there are. No object has a name without a
-- colon, so a parent without one is as good as none.
CREATE INDEX governance_object_kinds ON {governance}.governance_object
    ((pg_catalog.split_part(object_ref, ':', 1) COLLATE "C"),
     (coalesce(nullif(pg_catalog.split_part(parent_ref, ':', 1), parent_ref), ':') COLLATE "C"));
DROP INDEX {governance}.governance_object_kind, {governance}.governance_object_parent_kind;

CREATE VIEW {governance}.v_governance_kind_within AS
WITH RECURSIVE found (kind, parent_kind) AS (
    (SELECT pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C",
            coalesce(nullif(pg_catalog.split_part(o.parent_ref, ':', 1), o.parent_ref), ':') COLLATE "C"
       FROM ONLY {governance}.governance_object AS o
      ORDER BY 1, 2 LIMIT 1)
    UNION ALL
    SELECT further.kind, further.parent_kind
      FROM found
     CROSS JOIN LATERAL (
        SELECT pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C",
               coalesce(nullif(pg_catalog.split_part(o.parent_ref, ':', 1), o.parent_ref), ':') COLLATE "C"
          FROM ONLY {governance}.governance_object AS o
         WHERE (pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C",
                coalesce(nullif(pg_catalog.split_part(o.parent_ref, ':', 1), o.parent_ref), ':') COLLATE "C")
               > (found.kind, found.parent_kind)
         ORDER BY 1, 2 LIMIT 1) AS further (kind, parent_kind)
)
SELECT found.kind, found.parent_kind FROM found;
COMMENT ON VIEW {governance}.v_governance_kind_within IS
    'Kinds of registered objects and of what these stand in, by what stands before the colon, and a colon for what stands in nothing that there could be';

-- A kind is deep where what stands in it contains something in its turn; beyond four, the rest counts as deep, too, which is
-- as right and slower: v_governance_object_shallow names them one by one.
CREATE OR REPLACE VIEW {governance}.v_governance_parent_kind AS
WITH within AS MATERIALIZED (
    SELECT w.kind, w.parent_kind FROM {governance}.v_governance_kind_within AS w WHERE w.parent_kind <> ':'
)
SELECT k.kind, k.deep OR pg_catalog.row_number() OVER (PARTITION BY k.deep ORDER BY k.kind) > 4 AS deep
  FROM (SELECT w.parent_kind AS kind, pg_catalog.bool_or(w.kind IN (SELECT of.parent_kind FROM within AS of)) AS deep
          FROM within AS w GROUP BY w.parent_kind) AS k;
COMMENT ON VIEW {governance}.v_governance_parent_kind IS
    'The kinds that contain registered objects, by what stands before the colon in their parent_ref; deep: what is of them is reckoned whole';

-- In their order: v_governance_object_shallow asks eight times.
CREATE VIEW {governance}.v_governance_shallow_kinds AS
SELECT s.kinds[1] AS first, s.kinds[2] AS second, s.kinds[3] AS third, s.kinds[4] AS fourth
  FROM (SELECT ARRAY(SELECT k.kind FROM {governance}.v_governance_parent_kind AS k WHERE NOT k.deep ORDER BY k.kind)) AS s (kinds);
COMMENT ON VIEW {governance}.v_governance_shallow_kinds IS
    'One row: the kinds of containers that hold no containers, four at most';

CREATE VIEW {governance}.v_governance_object_named AS
SELECT w.object_ref FROM ONLY {governance}.governance_object_ownership AS w
 GROUP BY w.object_ref, w.ownership_type HAVING pg_catalog.count(*) > 1
UNION
SELECT l.object_ref FROM ONLY {governance}.governance_object_link AS l
UNION
SELECT l.also_in_ref FROM ONLY {governance}.governance_object_link AS l;
COMMENT ON VIEW {governance}.v_governance_object_named IS
    'Bearers of several ownership rows of a type, and both ends of each link';

-- Registered objects that do not resolve by one row of their own and what their parent has: what is named, and what the catalog
-- or Directus has by the same name. These are read for that only where something is registered by one of their kinds.
CREATE VIEW {governance}.v_governance_object_apart AS
SELECT n.object_ref FROM {governance}.v_governance_object_named AS n
UNION
SELECT t.object_ref FROM {governance}.v_governance_object_tree AS t
 WHERE NOT t.registered
   AND EXISTS (SELECT FROM {governance}.v_governance_kind_within AS w
                WHERE pg_catalog.starts_with(w.kind, 'directus_')
                   OR w.kind IN ('database', 'schema', 'extension', 'table', 'partitioned_table', 'partition', 'view',
                              'materialized_view', 'foreign_table', 'column', 'sequence', 'trigger', 'policy',
                              'rule', 'statistics', 'function', 'procedure', 'aggregate', 'type', 'enum', 'domain',
                              'operator', 'operator_class', 'operator_family', 'collation', 'conversion',
                              'text_search_configuration', 'text_search_dictionary', 'text_search_parser',
                              'text_search_template', 'event_trigger', 'publication', 'subscription',
                              'foreign_data_wrapper', 'foreign_server', 'language', 'access_method', 'cast',
                              'transform'));
COMMENT ON VIEW {governance}.v_governance_object_apart IS
    'What does not resolve by one row of its own and what its parent has: all other registered objects do, by one join';

-- What is named needs what contains it, too, to the top: whatever contains that is of a deep kind.
CREATE VIEW {governance}.v_governance_object_by_name AS
SELECT a.object_ref FROM {governance}.v_governance_object_apart AS a
UNION
SELECT o.parent_ref
  FROM {governance}.v_governance_object_named AS n
 CROSS JOIN LATERAL (SELECT r.parent_ref FROM ONLY {governance}.governance_object AS r
                      WHERE r.object_ref = n.object_ref OFFSET 0) AS o
 WHERE o.parent_ref IS NOT NULL;
COMMENT ON VIEW {governance}.v_governance_object_by_name IS
    'What is reckoned whole whatever kind it is of: what is apart, and what contains bearers of several rows and ends of links';

CREATE VIEW {governance}.v_governance_object_deep AS
WITH live AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.status, t.under_roof, t.requires_owner, t.schema_name
      FROM {governance}.v_governance_object_tree AS t WHERE NOT t.registered
), named AS MATERIALIZED (
    SELECT n.object_ref FROM {governance}.v_governance_object_named AS n
), kind AS MATERIALIZED (
    SELECT k.kind FROM {governance}.v_governance_parent_kind AS k WHERE k.deep
), known AS MATERIALIZED (
    -- OFFSET 0: looked up one by one; they are few, and the planner cannot know it.
    SELECT o.object_ref, o.kind, o.parent_ref, o.status, o.under_roof, o.requires_owner
      FROM named AS n
     CROSS JOIN LATERAL (SELECT r.object_ref, r.kind, r.parent_ref, r.status, r.under_roof, r.requires_owner
                           FROM {governance}.v_governance_object_registered AS r
                          WHERE r.object_ref = n.object_ref OFFSET 0) AS o
), holding AS MATERIALIZED (
    SELECT o.object_ref, o.kind, o.parent_ref, o.status, o.under_roof, o.requires_owner
      FROM (SELECT DISTINCT k.parent_ref FROM known AS k WHERE k.parent_ref IS NOT NULL) AS n
     CROSS JOIN LATERAL (SELECT r.object_ref, r.kind, r.parent_ref, r.status, r.under_roof, r.requires_owner
                           FROM {governance}.v_governance_object_registered AS r
                          WHERE r.object_ref = n.parent_ref OFFSET 0) AS o
), chosen AS (
    -- Of >= and <= the planner expects few rows and takes the index; of = it would expect one in so many kinds.
    SELECT o.object_ref, o.kind, o.parent_ref, o.status, o.under_roof, o.requires_owner, false AS by_name
      FROM kind AS k
     CROSS JOIN LATERAL (SELECT r.object_ref, r.kind, r.parent_ref, r.status, r.under_roof, r.requires_owner
                           FROM {governance}.v_governance_object_registered AS r
                          WHERE pg_catalog.split_part(r.object_ref, ':', 1) COLLATE "C" >= k.kind
                            AND pg_catalog.split_part(r.object_ref, ':', 1) COLLATE "C" <= k.kind OFFSET 0) AS o
    UNION ALL
    SELECT k.object_ref, k.kind, k.parent_ref, k.status, k.under_roof, k.requires_owner, true
      FROM (SELECT * FROM known AS k UNION SELECT * FROM holding AS h) AS k
     WHERE pg_catalog.split_part(k.object_ref, ':', 1) COLLATE "C" NOT IN (SELECT k.kind FROM kind AS k)
)
SELECT l.object_ref, l.kind, l.parent_ref, l.status, l.under_roof, l.requires_owner, true AS by_name, l.schema_name, true AS apart
  FROM live AS l
UNION ALL
SELECT c.object_ref, c.kind, c.parent_ref, c.status, c.under_roof, c.requires_owner, c.by_name, NULL,
       n.object_ref IS NOT NULL
  FROM chosen AS c LEFT JOIN named AS n ON n.object_ref = c.object_ref
 WHERE NOT EXISTS (SELECT FROM live AS l WHERE l.object_ref = c.object_ref);
COMMENT ON VIEW {governance}.v_governance_object_deep IS
    'What is reckoned whole: objects that are not registered, registered ones of deep kinds, and those by name. apart: v_governance_object_apart has it';

-- Of two bounds the planner expects one row in two hundred: few enough for the index, and enough to hash them in parallel. Of
-- an equality it would expect a quarter of four kinds, or next to none of a table that nobody analysed.
CREATE VIEW {governance}.v_governance_object_shallow AS
SELECT o.object_ref, o.kind, o.parent_ref, o.under_roof, o.requires_owner
  FROM {governance}.v_governance_object_registered AS o
 WHERE (pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C"
        BETWEEN (SELECT s.first FROM {governance}.v_governance_shallow_kinds AS s)
            AND (SELECT s.first FROM {governance}.v_governance_shallow_kinds AS s)
     OR pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C"
        BETWEEN (SELECT s.second FROM {governance}.v_governance_shallow_kinds AS s)
            AND (SELECT s.second FROM {governance}.v_governance_shallow_kinds AS s)
     OR pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C"
        BETWEEN (SELECT s.third FROM {governance}.v_governance_shallow_kinds AS s)
            AND (SELECT s.third FROM {governance}.v_governance_shallow_kinds AS s)
     OR pg_catalog.split_part(o.object_ref, ':', 1) COLLATE "C"
        BETWEEN (SELECT s.fourth FROM {governance}.v_governance_shallow_kinds AS s)
            AND (SELECT s.fourth FROM {governance}.v_governance_shallow_kinds AS s))
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(ARRAY(SELECT n.object_ref FROM {governance}.v_governance_object_by_name AS n))
                                AS n (object_ref)
                    WHERE n.object_ref = o.object_ref);
COMMENT ON VIEW {governance}.v_governance_object_shallow IS
    'Registered containers of kinds that hold no containers: they resolve as leaves do, by one row of their own or what their parent has';

CREATE VIEW {governance}.v_object_owner_deep AS
WITH tree AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.requires_owner, t.status <> 'gone' AND t.status <> 'retired' AS stands,
           t.under_roof AND t.status <> 'gone' AS under_roof, t.by_name, t.schema_name, t.apart
      FROM {governance}.v_governance_object_deep AS t
), type AS MATERIALIZED (
    SELECT 'accountable' AS ownership_type
    UNION
    SELECT DISTINCT o.ownership_type FROM ONLY {governance}.governance_object_ownership AS o
), link AS MATERIALIZED (
    SELECT pg_catalog.array_agg(l.object_ref) AS object_refs, pg_catalog.array_agg(l.also_in_ref) AS also_in_refs
      FROM ONLY {governance}.governance_object_link AS l
)
SELECT type.ownership_type, resolved.object_ref, resolved.kind, resolved.parent_ref, resolved.requires_owner,
           resolved.source_object_ref, resolved.distance, resolved.stated_owners, resolved.owner_ref, resolved.outcome,
           resolved.source_object_refs, resolved.under_roof, resolved.by_name,
           resolved.schema_name, resolved.apart
      FROM type
     CROSS JOIN LATERAL (
        WITH counted AS MATERIALIZED (
            SELECT o.object_ref,
                   pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) AS active_owners,
                   pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) AS owner_ref,
                   pg_catalog.array_agg(DISTINCT o.owner_ref COLLATE "C") AS stated_owners,
                   pg_catalog.bool_or(o.owner_ref IS NULL) AS tombstone,
                   pg_catalog.bool_or(p.principal_ref IS NOT NULL AND NOT p.active) AS inactive
              FROM ONLY {governance}.governance_object_ownership AS o
              JOIN tree AS t ON t.object_ref = o.object_ref
              LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = o.owner_ref
             WHERE o.ownership_type = type.ownership_type
             GROUP BY o.object_ref
        ), stated AS MATERIALIZED (
            SELECT c.object_ref, c.stated_owners,
                   CASE WHEN c.active_owners = 1 AND NOT c.tombstone THEN c.owner_ref END AS owner_ref,
                   CASE WHEN c.active_owners > 1 OR (c.active_owners = 1 AND c.tombstone) THEN 'conflict'
                        WHEN c.active_owners = 1 THEN 'owned'
                        WHEN c.tombstone THEN 'tombstone'
                        WHEN c.inactive THEN 'owner inactive'
                        ELSE 'owner unknown' END AS outcome
              FROM counted AS c
        ), reached AS MATERIALIZED (
            SELECT frontier.object_ref, frontier.bearer_ref, frontier.distance, frontier.alone
              FROM (SELECT pg_catalog.array_agg(t.object_ref) AS object_refs, pg_catalog.array_agg(t.parent_ref) AS parent_refs,
                           pg_catalog.array_agg(s.object_ref IS NOT NULL AND t.stands) AS bears
                      FROM tree AS t LEFT JOIN stated AS s ON s.object_ref = t.object_ref) AS forest
             CROSS JOIN link
             CROSS JOIN LATERAL {governance}.fn_owner_frontier(
                    forest.object_refs, forest.parent_refs, forest.bears, link.object_refs, link.also_in_refs) AS frontier
        ), several AS MATERIALIZED (
            -- The ways must say the same; an owner who is inactive or unknown is one, too.
            SELECT r.object_ref, pg_catalog.min(r.distance) AS distance,
                   pg_catalog.array_agg(r.bearer_ref ORDER BY r.distance, r.bearer_ref COLLATE "C") AS source_object_refs,
                   pg_catalog.count(DISTINCT s.outcome) = 1 AND pg_catalog.min(s.outcome) <> 'conflict'
                       AND pg_catalog.count(DISTINCT CASE WHEN s.outcome = 'owned' THEN ARRAY[s.owner_ref]
                                                          WHEN s.outcome = 'tombstone' THEN ARRAY[NULL::text]
                                                          ELSE s.stated_owners END) = 1 AS agree
              FROM reached AS r JOIN stated AS s ON s.object_ref = r.bearer_ref
             WHERE NOT r.alone
             GROUP BY r.object_ref
        ), named AS MATERIALIZED (
            SELECT r.object_ref, pg_catalog.array_agg(DISTINCT said.owner_ref COLLATE "C") AS stated_owners
              FROM reached AS r
              JOIN stated AS s ON s.object_ref = r.bearer_ref
             CROSS JOIN LATERAL pg_catalog.unnest(s.stated_owners) AS said (owner_ref)
             WHERE NOT r.alone
             GROUP BY r.object_ref
        ), source AS MATERIALIZED (
            SELECT r.object_ref, r.bearer_ref AS source_object_ref, r.distance, true AS agree, NULL::text[] AS source_object_refs
              FROM reached AS r WHERE r.alone
            UNION ALL
            SELECT v.object_ref, v.source_object_refs[1], v.distance, v.agree, v.source_object_refs FROM several AS v
        )
        SELECT t.object_ref, t.kind, t.parent_ref, t.requires_owner, r.source_object_ref, r.distance,
               coalesce(n.stated_owners, s.stated_owners) AS stated_owners,
               CASE WHEN r.agree THEN s.owner_ref END AS owner_ref,
               CASE WHEN r.object_ref IS NULL THEN 'never owned' WHEN r.agree THEN s.outcome ELSE 'conflict' END AS outcome,
               CASE WHEN r.object_ref IS NOT NULL THEN coalesce(r.source_object_refs, ARRAY[r.source_object_ref])
               END AS source_object_refs, t.under_roof, t.by_name, t.schema_name, t.apart
          FROM tree AS t
          LEFT JOIN source AS r ON r.object_ref = t.object_ref
          LEFT JOIN stated AS s ON s.object_ref = r.source_object_ref
          LEFT JOIN named AS n ON n.object_ref = t.object_ref
     ) AS resolved;
COMMENT ON VIEW {governance}.v_object_owner_deep IS
    'What comes of what is reckoned whole, under the roof or not, for each type of ownership';

CREATE OR REPLACE VIEW {governance}.v_object_owner_core AS
WITH deep AS MATERIALIZED (
    SELECT d.ownership_type, d.object_ref, d.kind, d.parent_ref, d.requires_owner, d.source_object_ref, d.distance,
           d.stated_owners, d.owner_ref, d.outcome, d.source_object_refs, d.under_roof, d.by_name, d.schema_name
      FROM {governance}.v_object_owner_deep AS d
), packed AS MATERIALIZED (
    -- Of arrays the planner takes rows to be few; of a CTE it would sort millions.
    SELECT d.ownership_type, pg_catalog.array_agg(ROW(d.object_ref, d.source_object_ref, d.distance, d.stated_owners, d.owner_ref, d.outcome,
                                                      d.source_object_refs)) AS resolved
      FROM deep AS d GROUP BY d.ownership_type
)
SELECT d.ownership_type, d.object_ref, d.kind, d.parent_ref, d.requires_owner, d.source_object_ref, d.distance, d.stated_owners,
       d.owner_ref, d.outcome, d.source_object_refs, d.under_roof, d.by_name, d.schema_name
  FROM deep AS d
UNION ALL
SELECT type.ownership_type, s.object_ref, s.kind, s.parent_ref, s.requires_owner,
       CASE WHEN own.object_ref IS NULL THEN above.source_object_ref ELSE own.object_ref END,
       CASE WHEN own.object_ref IS NULL THEN above.distance + 1 ELSE 0 END,
       CASE WHEN own.object_ref IS NULL THEN above.stated_owners ELSE ARRAY[own.owner_ref] END,
       CASE WHEN own.object_ref IS NULL THEN above.owner_ref WHEN p.active THEN own.owner_ref END,
       CASE WHEN own.object_ref IS NULL THEN coalesce(above.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN own.owner_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END,
       CASE WHEN own.object_ref IS NULL THEN above.source_object_refs ELSE ARRAY[own.object_ref] END,
       s.under_roof, false, NULL
  FROM (SELECT 'accountable' UNION SELECT DISTINCT o.ownership_type FROM ONLY {governance}.governance_object_ownership AS o)
       AS type (ownership_type)
 CROSS JOIN {governance}.v_governance_object_shallow AS s
  LEFT JOIN (packed CROSS JOIN LATERAL pg_catalog.unnest(packed.resolved)
                 AS each (object_ref text, source_object_ref text, distance integer, stated_owners text[], owner_ref text,
                          outcome text, source_object_refs text[]))
         AS above ON above.object_ref = s.parent_ref AND above.ownership_type = type.ownership_type
  LEFT JOIN ONLY {governance}.governance_object_ownership AS own
         ON own.object_ref = s.object_ref AND own.ownership_type = type.ownership_type AND s.under_roof
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = own.owner_ref;
DROP VIEW {governance}.v_governance_object_core;

CREATE VIEW {governance}.v_object_owner_shallow AS
SELECT s.object_ref, nullif(s.parent_ref, '') AS parent_ref, own.ownership_type IS NOT NULL AS bears,
       own.owner_ref AS stated_owner,
       CASE WHEN p.active THEN own.owner_ref END AS owner_ref,
       CASE WHEN own.ownership_type IS NULL THEN NULL
            WHEN p.active THEN 'owned'
            WHEN own.owner_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END AS outcome
  FROM {governance}.v_governance_object_shallow AS s
  LEFT JOIN ONLY {governance}.governance_object_ownership AS own
         -- So written, the planner takes every row to be accountable. Of an equality it would expect one in two hundred
         -- where nobody analysed, and loop.
         ON own.object_ref = s.object_ref AND nullif(own.ownership_type = 'accountable', false) IS NOT NULL AND s.under_roof
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = own.owner_ref;
COMMENT ON VIEW {governance}.v_object_owner_shallow IS
    'What a shallow container''s one row of its own decides of the accountable owner; where it bears none, its parent does';

-- Registered objects that are not apart have one row of their own or what their parent has, containers like leaves: shallow
-- containers are read beside them and hashed once for all workers, and what is reckoned whole reaches these as one array, a
-- value of the query. What is apart comes out of that array beside one more row, which no object is. Without a WITH this
-- becomes a part of whatever asks it, so that workers read, join and count.
CREATE OR REPLACE VIEW {governance}.v_object_owner_resolution AS
SELECT coalesce(o.object_ref, above.object_ref) AS object_ref,
       CASE WHEN o.object_ref IS NULL THEN above.kind ELSE o.kind END AS kind,
       CASE WHEN o.object_ref IS NULL THEN above.parent_ref ELSE o.parent_ref END AS parent_ref,
       CASE WHEN o.object_ref IS NULL THEN above.requires_owner
            ELSE coalesce(o.kind = ANY ((SELECT r.required_kinds FROM ONLY {governance}.governance_ruleset AS r
                                          WHERE r.active)::text[]),
                          false)
                     AND o.kind <> 'database' AND o.kind <> 'schema' AND o.kind <> 'directus_folder' END AS requires_owner,
       CASE WHEN own.ownership_type IS NOT NULL THEN own.object_ref
            WHEN near.bears THEN near.object_ref ELSE above.source_object_ref END AS source_object_ref,
       CASE WHEN own.ownership_type IS NOT NULL THEN 0
            WHEN near.bears THEN 1
            WHEN near.object_ref IS NOT NULL THEN above.distance + 1 ELSE above.distance END AS distance,
       CASE WHEN own.ownership_type IS NOT NULL THEN ARRAY[own.owner_ref]
            WHEN near.bears THEN ARRAY[near.stated_owner]
            WHEN above.several_owners IS NOT NULL THEN above.several_owners
            WHEN above.source_object_ref IS NOT NULL THEN ARRAY[above.stated_owner] END COLLATE "C" AS stated_owners,
       CASE WHEN own.ownership_type IS NOT NULL THEN CASE WHEN p.active THEN own.owner_ref END
            WHEN near.bears THEN near.owner_ref ELSE above.owner_ref END AS owner_ref,
       CASE WHEN own.ownership_type IS NULL THEN coalesce(near.outcome, above.outcome, 'never owned')
            WHEN p.active THEN 'owned'
            WHEN own.owner_ref IS NULL THEN 'tombstone'
            WHEN p.principal_ref IS NULL THEN 'owner unknown'
            ELSE 'owner inactive' END AS outcome,
       CASE WHEN own.ownership_type IS NOT NULL THEN ARRAY[own.object_ref]
            WHEN near.bears THEN ARRAY[near.object_ref]
            WHEN above.several_sources IS NOT NULL THEN above.several_sources
            WHEN above.source_object_ref IS NOT NULL THEN ARRAY[above.source_object_ref] END AS source_object_refs
  FROM (SELECT r.object_ref, r.kind, r.parent_ref, r.status, nullif(r.parent_ref, '') AS above_ref
          FROM ONLY {governance}.governance_object AS r
        UNION ALL
        SELECT NULL, NULL, NULL, 'active', '') AS o
  LEFT JOIN {governance}.v_object_owner_shallow AS near ON near.object_ref = o.above_ref
  LEFT JOIN pg_catalog.unnest((
        SELECT pg_catalog.array_agg(ROW(e.above_ref, e.object_ref, e.kind, e.parent_ref, e.requires_owner, e.source_object_ref,
                                        e.distance, e.stated_owners[1],
                                        CASE WHEN pg_catalog.cardinality(e.stated_owners) > 1 THEN e.stated_owners END,
                                        e.owner_ref, e.outcome,
                                        CASE WHEN pg_catalog.cardinality(e.source_object_refs) > 1 THEN e.source_object_refs END))
          FROM (WITH deep AS MATERIALIZED (
                    SELECT d.object_ref, d.kind, d.parent_ref, d.requires_owner, d.source_object_ref, d.distance,
                           d.stated_owners, d.owner_ref, d.outcome, d.source_object_refs, d.under_roof, d.apart
                      FROM {governance}.v_object_owner_deep AS d WHERE d.ownership_type = 'accountable'
                )
                SELECT d.object_ref AS above_ref, NULL AS object_ref, NULL AS kind, NULL AS parent_ref,
                       NULL::boolean AS requires_owner, d.source_object_ref, d.distance + 1 AS distance, d.stated_owners,
                       d.owner_ref, d.outcome, d.source_object_refs
                  FROM deep AS d WHERE d.outcome <> 'never owned'
                UNION ALL
                SELECT '', d.object_ref, d.kind, d.parent_ref, d.requires_owner, d.source_object_ref, d.distance,
                       d.stated_owners, d.owner_ref, d.outcome, d.source_object_refs
                  FROM deep AS d WHERE d.apart AND d.under_roof) AS e))
         AS above (above_ref text, object_ref text, kind text, parent_ref text, requires_owner boolean, source_object_ref text,
                   distance integer, stated_owner text, several_owners text[], owner_ref text, outcome text,
                   several_sources text[])
         ON above.above_ref = CASE WHEN near.object_ref IS NULL THEN o.above_ref WHEN NOT near.bears THEN near.parent_ref END
  -- By ownership_type it is told whether there is a row: of object_ref the planner would expect thousands of groups.
  LEFT JOIN ONLY {governance}.governance_object_ownership AS own
         ON own.object_ref = o.object_ref AND own.ownership_type = 'accountable'
  LEFT JOIN ONLY {governance}.governance_principal AS p ON p.principal_ref = own.owner_ref
 WHERE o.status <> 'retired' AND o.status <> 'gone'
   AND (o.object_ref IS NOT NULL OR above.object_ref IS NOT NULL)
   AND NOT EXISTS (SELECT FROM pg_catalog.unnest(ARRAY(SELECT a.object_ref FROM {governance}.v_governance_object_apart AS a))
                                AS a (object_ref)
                    WHERE a.object_ref = o.object_ref);
