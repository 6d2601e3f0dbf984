-- Governance, migration 10: the frontier of objects in two places, circles refused.

-- What stands in an object is asked for on every write.
CREATE INDEX governance_object_link_also_in ON {governance}.governance_object_link (also_in_ref);
CREATE INDEX governance_object_parent ON {governance}.governance_object (parent_ref);

-- Circles -----------------------------------------------------------------------------------------------------------

CREATE FUNCTION {governance}.fn_lock_key_containers() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8029466727818421765;
COMMENT ON FUNCTION {governance}.fn_lock_key_containers() IS
    'Advisory lock key: exclusive for every statement that says what an object is in';

-- Under READ COMMITTED the statement after the lock sees what the one before it committed. Under the stricter levels the
-- snapshot is older than the lock, and nothing but the ids of transactions tells whether somebody was in between.
CREATE FUNCTION {governance}.fn_containers_settled() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    seen    CONSTANT pg_snapshot := pg_current_snapshot();
    others  xid8;
    between boolean;
BEGIN
    IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
        RETURN;
    END IF;
    SELECT coalesce(bool_or(pg_xact_status(x) = 'committed'), false) INTO between FROM pg_snapshot_xip(seen) AS x;
    others := pg_snapshot_xmax(seen);
    BEGIN
        WHILE NOT between LOOP
            between := coalesce(pg_xact_status(others) = 'committed', false);
            others := (others::text::numeric + 1)::text::xid8;
        END LOOP;
    EXCEPTION WHEN invalid_parameter_value THEN
        NULL;  -- ids from here on are of the future
    END;
    IF between THEN
        RAISE EXCEPTION 'what contains what may have changed since this transaction began to read' USING ERRCODE = 'OR302',
            HINT = 'Begin it again; under READ COMMITTED it would have seen the change.';
    END IF;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_containers_settled() IS
    'Refuses with OR302 where somebody may have committed what this transaction cannot see';

-- After the lock nobody else can add an edge until this transaction has ended. Parents in the catalog are asked for only
-- where an object that is not registered has a link: without one no way leads from there back to a registered object.
CREATE FUNCTION {governance}.fn_containers_acyclic() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    found record;
    added text[];
    above text[];
BEGIN
    IF TG_TABLE_NAME = 'governance_object_link' THEN
        SELECT array_agg(w.object_ref), array_agg(w.also_in_ref) INTO added, above FROM written AS w;
    ELSE
        SELECT array_agg(w.object_ref), array_agg(w.parent_ref) INTO added, above
          FROM written AS w WHERE w.parent_ref IS NOT NULL;
    END IF;
    IF added IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock({governance}.fn_lock_key_containers());
    PERFORM {governance}.fn_containers_settled();
    -- A registered object in which nothing stands is on no circle; nearly all that an import brings are such.
    SELECT array_agg(e.object_ref), array_agg(e.above) INTO added, above
      FROM unnest(added, above) AS e (object_ref, above)
     WHERE TG_TABLE_NAME = 'governance_object_link'
        OR EXISTS (SELECT FROM ONLY {governance}.governance_object AS o WHERE o.parent_ref = e.object_ref)
        OR EXISTS (SELECT FROM ONLY {governance}.governance_object_link AS l WHERE l.also_in_ref = e.object_ref);
    WITH RECURSIVE climb (begun, first, here) AS (
        SELECT e.object_ref, e.above, e.above FROM unnest(added, above) AS e (object_ref, above)
        UNION
        SELECT c.begun, c.first, up.ref
          FROM climb AS c
          CROSS JOIN LATERAL (SELECT o.parent_ref FROM ONLY {governance}.governance_object AS o
                               WHERE o.object_ref = c.here AND o.parent_ref IS NOT NULL
                              UNION ALL
                              SELECT l.also_in_ref FROM ONLY {governance}.governance_object_link AS l
                               WHERE l.object_ref = c.here) AS up (ref)
         WHERE c.here <> c.begun
    )
    SELECT c.begun, c.first INTO found FROM climb AS c WHERE c.here = c.begun ORDER BY c.begun COLLATE "C" LIMIT 1;
    IF found.begun IS NULL AND added IS NOT NULL
       AND EXISTS (SELECT FROM ONLY {governance}.governance_object_link AS l
                    WHERE NOT EXISTS (SELECT FROM ONLY {governance}.governance_object AS o
                                       WHERE o.object_ref = l.object_ref)) THEN
        WITH RECURSIVE edge (object_ref, above) AS MATERIALIZED (
            SELECT t.object_ref, t.parent_ref FROM {governance}.v_governance_object_tree AS t WHERE t.parent_ref IS NOT NULL
            UNION
            SELECT o.object_ref, o.parent_ref FROM ONLY {governance}.governance_object AS o WHERE o.parent_ref IS NOT NULL
            UNION
            SELECT l.object_ref, l.also_in_ref FROM ONLY {governance}.governance_object_link AS l
        ), climb (begun, first, here) AS (
            SELECT e.object_ref, e.above, e.above FROM unnest(added, above) AS e (object_ref, above)
            UNION
            SELECT c.begun, c.first, e.above FROM climb AS c JOIN edge AS e ON e.object_ref = c.here WHERE c.here <> c.begun
        )
        SELECT c.begun, c.first INTO found FROM climb AS c WHERE c.here = c.begun ORDER BY c.begun COLLATE "C" LIMIT 1;
    END IF;
    IF found.begun IS NOT NULL THEN
        RAISE EXCEPTION '% cannot stand in %: that stands in it already', found.begun, found.first
            USING ERRCODE = 'OR301', HINT = 'A circle of containers would own itself. Take one of its links away first.';
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_containers_acyclic() IS
    'Trigger: refuses with OR301 what would make an object stand in itself, by parents, links and the catalog''s containers';
CREATE TRIGGER acyclic_insert AFTER INSERT ON {governance}.governance_object
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {governance}.fn_containers_acyclic();
CREATE TRIGGER acyclic_update AFTER UPDATE ON {governance}.governance_object
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {governance}.fn_containers_acyclic();
CREATE TRIGGER acyclic_insert AFTER INSERT ON {governance}.governance_object_link
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {governance}.fn_containers_acyclic();
CREATE TRIGGER acyclic_update AFTER UPDATE ON {governance}.governance_object_link
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {governance}.fn_containers_acyclic();

-- Directus groups and the catalog change without asking us, so a circle can stand all the same: then it is named.
-- (Here as below: from 18 on PostgreSQL would plan for the arrays at hand, and take what recursion gives to be many times more.)
-- Going down by parents from what has none reaches all but circles and what hangs on them; a circle through a link has an
-- object with a link on it. So few are suspected, and only these are climbed from.
CREATE FUNCTION {governance}.fn_object_circles(object_refs text[], parent_refs text[], linked_refs text[], also_in_refs text[])
    RETURNS TABLE (object_ref text, circle_ref text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 COST 10000
    SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan AS $body$
WITH RECURSIVE node AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref FROM unnest(object_refs, parent_refs) AS n (object_ref, parent_ref)
), edge AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref AS above FROM node AS n JOIN node AS p ON p.object_ref = n.parent_ref
    UNION
    SELECT n.object_ref, p.object_ref
      FROM unnest(linked_refs, also_in_refs) AS l (object_ref, above)
      JOIN node AS n ON n.object_ref = l.object_ref JOIN node AS p ON p.object_ref = l.above
), rooted (object_ref) AS (
    SELECT n.object_ref FROM node AS n LEFT JOIN node AS p ON p.object_ref = n.parent_ref WHERE p.object_ref IS NULL
    UNION ALL
    SELECT n.object_ref FROM rooted AS r JOIN node AS n ON n.parent_ref = r.object_ref
), suspect AS MATERIALIZED (
    SELECT n.object_ref FROM node AS n LEFT JOIN rooted AS r ON r.object_ref = n.object_ref WHERE r.object_ref IS NULL
    UNION
    SELECT l.object_ref FROM unnest(linked_refs) AS l (object_ref)
), climb (begun, here) AS (
    SELECT e.object_ref, e.above FROM edge AS e JOIN suspect AS s ON s.object_ref = e.object_ref
    UNION
    SELECT c.begun, e.above FROM climb AS c JOIN edge AS e ON e.object_ref = c.here
), circular AS MATERIALIZED (
    SELECT c.begun FROM climb AS c WHERE c.here = c.begun
), within (begun, here) AS (
    -- From everything above a circle's beginning: only what leads back to it is on the circle.
    SELECT e.object_ref, e.above
      FROM edge AS e
     WHERE e.object_ref IN (SELECT c.here FROM climb AS c JOIN circular AS o ON o.begun = c.begun)
    UNION
    SELECT w.begun, e.above FROM within AS w JOIN edge AS e ON e.object_ref = w.here
)
SELECT c.here, min(c.begun COLLATE "C")
  FROM circular AS o
  JOIN climb AS c ON c.begun = o.begun
  JOIN within AS w ON w.begun = c.here AND w.here = c.begun
 GROUP BY c.here
$body$;
COMMENT ON FUNCTION {governance}.fn_object_circles(text[], text[], text[], text[]) IS
    'Each object that stands in itself, with the bytewise smallest known object of its circle';

CREATE VIEW {governance}.v_governance_object_circle AS
WITH tree AS MATERIALIZED (
    SELECT pg_catalog.array_agg(t.object_ref) AS object_refs, pg_catalog.array_agg(t.parent_ref) AS parent_refs
      FROM {governance}.v_governance_object_tree AS t
), link AS MATERIALIZED (
    SELECT pg_catalog.array_agg(l.object_ref) AS object_refs, pg_catalog.array_agg(l.also_in_ref) AS also_in_refs
      FROM ONLY {governance}.governance_object_link AS l
)
SELECT circle.object_ref, circle.circle_ref
  FROM tree CROSS JOIN link
 CROSS JOIN LATERAL {governance}.fn_object_circles(tree.object_refs, tree.parent_refs, link.object_refs, link.also_in_refs)
         AS circle;
COMMENT ON VIEW {governance}.v_governance_object_circle IS
    'Objects that stand in themselves, which Directus groups can do; circle_ref names the circle';

ALTER FUNCTION {governance}.fn_nearest_bearer(text[], text[], boolean[]) SET plan_cache_mode = force_generic_plan;

-- Effective owners --------------------------------------------------------------------------------------------------

-- The frontier of an object: every bearer of rows that can be reached upwards without passing another one.
-- An object that bears nothing and has links is a junction. What bearers and junctions hold is pushed down the forest of
-- parents as ever; only the ways between junctions need more, and a way that comes back to a junction is never the shortest.
CREATE FUNCTION {governance}.fn_owner_frontier(
        object_refs text[], parent_refs text[], bears boolean[], linked_refs text[], also_in_refs text[])
    RETURNS TABLE (object_ref text, bearer_ref text, distance integer, alone boolean)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 COST 10000
    SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan AS $body$
WITH RECURSIVE linked AS MATERIALIZED (
    SELECT DISTINCT l.object_ref FROM unnest(linked_refs) AS l (object_ref)
), node AS MATERIALIZED (
    SELECT n.object_ref, n.parent_ref, n.bears, n.bears OR l.object_ref IS NOT NULL AS stops
      FROM unnest(object_refs, parent_refs, bears) AS n (object_ref, parent_ref, bears)
      LEFT JOIN linked AS l ON l.object_ref = n.object_ref
), reached (object_ref, stop_ref, distance, bears) AS (
    SELECT n.object_ref, n.object_ref, 0, n.bears FROM node AS n WHERE n.stops
    UNION ALL
    SELECT n.object_ref, r.stop_ref, r.distance + 1, r.bears
      FROM reached AS r JOIN node AS n ON n.parent_ref = r.object_ref AND NOT n.stops
), edge AS MATERIALIZED (
    SELECT up.object_ref AS junction_ref, r.stop_ref, r.bears, min(r.distance) + 1 AS distance
      FROM (SELECT n.object_ref, n.parent_ref FROM node AS n WHERE n.stops AND NOT n.bears
            UNION ALL
            SELECT n.object_ref, l.above
              FROM unnest(linked_refs, also_in_refs) AS l (object_ref, above)
              JOIN node AS n ON n.object_ref = l.object_ref AND NOT n.bears) AS up (object_ref, above)
      JOIN reached AS r ON r.object_ref = up.above
     GROUP BY up.object_ref, r.stop_ref, r.bears
), longest AS MATERIALIZED (
    SELECT sum(e.distance) AS distance
      FROM (SELECT max(each.distance) AS distance FROM edge AS each GROUP BY each.junction_ref) AS e
), climbed (junction_ref, bearer_ref, distance) AS (
    SELECT e.junction_ref, e.stop_ref, e.distance FROM edge AS e WHERE e.bears
    UNION
    SELECT e.junction_ref, c.bearer_ref, c.distance + e.distance
      FROM climbed AS c JOIN edge AS e ON e.stop_ref = c.junction_ref
     WHERE c.distance + e.distance <= (SELECT longest.distance FROM longest)
), frontier AS MATERIALIZED (
    SELECT c.junction_ref, c.bearer_ref, min(c.distance) AS distance,
           count(*) OVER (PARTITION BY c.junction_ref) = 1 AS alone
      FROM climbed AS c GROUP BY c.junction_ref, c.bearer_ref
)
SELECT r.object_ref, r.stop_ref, r.distance, true FROM reached AS r WHERE r.bears
UNION ALL
SELECT r.object_ref, f.bearer_ref, r.distance + f.distance, f.alone
  FROM reached AS r JOIN frontier AS f ON f.junction_ref = r.stop_ref
 WHERE NOT r.bears
$body$;
COMMENT ON FUNCTION {governance}.fn_owner_frontier(text[], text[], boolean[], text[], text[]) IS
    'For each object the bearers of its frontier, how far above it each is, and whether it is the only one';

-- What is gone or retired bears nothing: its rows dangle. What stands in it still looks above it.
CREATE VIEW {governance}.v_object_owner_resolution_by_type AS
WITH tree AS MATERIALIZED (
    SELECT t.object_ref, t.kind, t.parent_ref, t.requires_owner, t.status <> 'gone' AND t.status <> 'retired' AS stands,
           t.under_roof AND t.status <> 'gone' AS under_roof
      FROM {governance}.v_governance_object_tree AS t
), link AS MATERIALIZED (
    SELECT pg_catalog.array_agg(l.object_ref) AS object_refs, pg_catalog.array_agg(l.also_in_ref) AS also_in_refs
      FROM ONLY {governance}.governance_object_link AS l
)
SELECT type.ownership_type, resolved.object_ref, resolved.kind, resolved.parent_ref, resolved.requires_owner,
       resolved.source_object_ref, resolved.distance, resolved.stated_owners, resolved.owner_ref, resolved.outcome,
       resolved.source_object_refs
  FROM (SELECT 'accountable' UNION SELECT DISTINCT o.ownership_type FROM ONLY {governance}.governance_object_ownership AS o)
       AS type (ownership_type)
 CROSS JOIN LATERAL (
    WITH counted AS MATERIALIZED (
        SELECT o.object_ref,
               pg_catalog.count(DISTINCT o.owner_ref) FILTER (WHERE p.active) AS active_owners,
               pg_catalog.min(o.owner_ref) FILTER (WHERE p.active) AS owner_ref,
               pg_catalog.array_agg(DISTINCT o.owner_ref COLLATE "C") AS stated_owners,
               pg_catalog.bool_or(o.owner_ref IS NULL) AS tombstone,
               pg_catalog.bool_or(p.principal_ref IS NOT NULL AND NOT p.active) AS inactive
          FROM ONLY {governance}.governance_object_ownership AS o
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
           END AS source_object_refs
      FROM tree AS t
      LEFT JOIN source AS r ON r.object_ref = t.object_ref
      LEFT JOIN stated AS s ON s.object_ref = r.source_object_ref
      LEFT JOIN named AS n ON n.object_ref = t.object_ref
     WHERE t.under_roof
 ) AS resolved;
COMMENT ON VIEW {governance}.v_object_owner_resolution_by_type IS
    'What comes of each object under the roof for each type of ownership there is, accountable among them always';

CREATE OR REPLACE VIEW {governance}.v_object_owner_resolution AS
SELECT object_ref, kind, parent_ref, requires_owner, source_object_ref, distance, stated_owners, owner_ref, outcome,
       source_object_refs
  FROM {governance}.v_object_owner_resolution_by_type WHERE ownership_type = 'accountable';
COMMENT ON VIEW {governance}.v_object_owner_resolution IS
    'What comes of each object under the roof: the ownership rows of its frontier, and whether they give it an owner';

CREATE OR REPLACE VIEW {governance}.v_object_owner_conflict AS
SELECT r.object_ref, r.kind, r.parent_ref, r.requires_owner, r.stated_owners AS owner_refs, r.source_object_ref, r.distance,
       (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('owner_ref', o.owner_ref, 'source_object_ref', o.object_ref)
                                    ORDER BY pg_catalog.array_position(r.source_object_refs, o.object_ref),
                                             o.owner_ref COLLATE "C")
          FROM ONLY {governance}.governance_object_ownership AS o
         WHERE o.object_ref = ANY (r.source_object_refs) AND o.ownership_type = 'accountable') AS claims
  FROM {governance}.v_object_owner_resolution AS r WHERE r.outcome = 'conflict';
COMMENT ON VIEW {governance}.v_object_owner_conflict IS
    'Objects whose nearest rows, on one way up or on several, name more than one owner; a NULL among them is a tombstone';
