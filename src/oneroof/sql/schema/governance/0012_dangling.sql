-- Governance, migration 12: what a row may mean whose object is gone.

-- A table that becomes a partition, or a function a procedure, keeps its oid; an oid is unique in its own catalog alone.
CREATE FUNCTION {governance}.fn_object_family(kind text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN kind IN ('table', 'partitioned_table', 'partition', 'view', 'materialized_view', 'foreign_table',
                              'sequence') THEN 'relation'
                WHEN kind IN ('function', 'procedure', 'aggregate') THEN 'routine'
                WHEN kind IN ('type', 'enum', 'domain') THEN 'type'
                ELSE kind END;
COMMENT ON FUNCTION {governance}.fn_object_family(text) IS 'Which catalog a kind of object stands in; of other kinds the kind itself';

-- Likeness is counted in groups of three letters, as pg_trgm does, which not every server has.
CREATE FUNCTION {governance}.fn_object_ref_like(wanted_refs text[], there text[])
    RETURNS TABLE (wanted_ref text, object_ref text, because text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 COST 10000
    SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan AS $body$
WITH given AS (
    SELECT w.ref, true AS wanted FROM unnest(wanted_refs) AS w (ref)
    UNION ALL SELECT t.ref, false FROM unnest(there) AS t (ref) WHERE cardinality(wanted_refs) > 0
), part AS MATERIALIZED (
    SELECT g.ref, g.wanted, {governance}.fn_object_family(matched[1]) AS family, matched[2] AS place,
           lower(btrim(matched[3], '"')) AS own_name, matched[2] || '.' || matched[3] AS path,
           lower(replace(CASE WHEN g.ref LIKE '%:%' THEN regexp_replace(g.ref, '^[^:]*:', '') ELSE g.ref END, '"', '')) AS bare,
           lower(split_part(g.ref, ':', 1)) AS kind, g.ref LIKE '%:%' AS has_kind
      FROM given AS g
      LEFT JOIN LATERAL regexp_match(g.ref, '^([^:]+):(?:((?:"(?:[^"]|"")*"|[^".(]+)(?:\.(?:"(?:[^"]|"")*"|[^".(]+))*)\.)?'
                                            || '("(?:[^"]|"")*"|[^".(]*)(?:\(.*\))?$') AS matched ON true
), trigram AS MATERIALIZED (
    SELECT DISTINCT p.ref, p.wanted, p.family, p.place, substr('  ' || p.own_name || ' ', i, 3) AS letters
      FROM part AS p
      CROSS JOIN LATERAL generate_series(1, length(p.own_name) + 1) AS i
     WHERE p.own_name <> ''
       AND (p.wanted OR EXISTS (SELECT FROM part AS w WHERE w.wanted AND w.family = p.family AND w.place = p.place))
), letters AS MATERIALIZED (
    SELECT t.ref, t.wanted, count(*) AS letters FROM trigram AS t GROUP BY t.ref, t.wanted
), found (wanted_ref, object_ref, rank, likeness) AS (
    SELECT w.ref, t.ref, 1, 1.0
      FROM part AS w JOIN part AS t ON t.bare = w.bare AND NOT t.wanted AND (t.kind = w.kind OR NOT w.has_kind)
     WHERE w.wanted
    UNION ALL
    SELECT w.ref, t.ref, CASE WHEN t.kind = w.kind THEN 3 ELSE 2 END, 1.0
      FROM part AS w JOIN part AS t ON t.path = w.path AND t.family = w.family AND NOT t.wanted
     WHERE w.wanted
    UNION ALL
    SELECT w.ref, t.ref, 4, 1.0
      FROM part AS w JOIN part AS t ON t.own_name = w.own_name AND t.family = w.family AND NOT t.wanted
                                   AND t.place IS DISTINCT FROM w.place
     WHERE w.wanted AND w.own_name <> ''
    UNION ALL
    SELECT w.ref, t.ref, 5, count(*)::numeric / (min(of_w.letters) + min(of_t.letters) - count(*))
      FROM trigram AS w
      JOIN trigram AS t ON t.family = w.family AND t.place = w.place AND t.letters = w.letters AND NOT t.wanted
      JOIN letters AS of_w ON of_w.ref = w.ref AND of_w.wanted
      JOIN letters AS of_t ON of_t.ref = t.ref AND NOT of_t.wanted
     WHERE w.wanted
     GROUP BY w.ref, t.ref
    HAVING count(*)::numeric / (min(of_w.letters) + min(of_t.letters) - count(*)) >= 0.4
)
SELECT DISTINCT ON (f.wanted_ref) f.wanted_ref, f.object_ref,
       CASE f.rank WHEN 1 THEN 'the same name, written otherwise' WHEN 2 THEN 'the same name, of another kind'
                   WHEN 3 THEN 'the same name, with other arguments' WHEN 4 THEN 'the same name, elsewhere'
                   ELSE 'a similar name in the same place' END
  FROM found AS f
 WHERE f.object_ref <> f.wanted_ref
 ORDER BY f.wanted_ref, f.rank, f.likeness DESC, f.object_ref COLLATE "C"
$body$;
COMMENT ON FUNCTION {governance}.fn_object_ref_like(text[], text[]) IS
    'For each reference that names nothing the likeliest of those that are there, and why; a suggestion and no more';

CREATE OR REPLACE VIEW {governance}.v_object_owner_dangling AS
WITH tree AS MATERIALIZED (
    SELECT t.object_ref, {governance}.fn_object_family(t.kind) AS family, t.object_oid, t.status,
           t.status <> 'gone' AND t.status <> 'retired' AS stands
      FROM {governance}.v_governance_object_tree AS t
), lost AS MATERIALIZED (
    SELECT o.ownership_id, o.object_ref, o.ownership_type, o.owner_ref, o.seen_oid, o.seen_database_uid, t.status
      FROM ONLY {governance}.governance_object_ownership AS o LEFT JOIN tree AS t ON t.object_ref = o.object_ref
     WHERE t.object_ref IS NULL OR NOT t.stands
), alike AS MATERIALIZED (
    SELECT found.wanted_ref, found.object_ref, found.because
      FROM (SELECT pg_catalog.array_agg(DISTINCT l.object_ref) AS refs FROM lost AS l) AS wanted
     CROSS JOIN LATERAL {governance}.fn_object_ref_like(wanted.refs,
                (SELECT pg_catalog.array_agg(t.object_ref) FROM tree AS t WHERE t.stands AND wanted.refs IS NOT NULL)) AS found
), moved AS MATERIALIZED (
    SELECT l.ownership_id, t.object_ref
      FROM lost AS l
      JOIN ONLY oneroof.database_identity AS here ON here.database_uid = l.seen_database_uid
      JOIN tree AS t ON t.object_oid = l.seen_oid AND t.stands
                    AND t.family = {governance}.fn_object_family(pg_catalog.split_part(l.object_ref, ':', 1))
)
SELECT l.ownership_id, l.object_ref, l.ownership_type, l.owner_ref, m.object_ref AS renamed_to,
       coalesce(l.status, 'absent') AS status,
       coalesce(m.object_ref, a.object_ref) AS suggestion,
       CASE WHEN m.object_ref IS NOT NULL THEN 'renamed: it has the oid that was seen' ELSE a.because END AS suggested_because
  FROM lost AS l
  LEFT JOIN moved AS m ON m.ownership_id = l.ownership_id
  LEFT JOIN alike AS a ON a.wanted_ref = l.object_ref;
COMMENT ON VIEW {governance}.v_object_owner_dangling IS
    'Ownership rows whose object is gone; renamed_to where the oid seen in this very database says so, else a suggestion by likeness';
