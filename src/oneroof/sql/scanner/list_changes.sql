-- What a run of the write-half comes to: one row per state and candidate, with what is to be done to it.
-- found is what the rules single out, ruleset_version and cap are literals. change: inserted, updated, unchanged.
WITH found AS MATERIALIZED (
{found}
), ranked AS (
    SELECT found.state_code, found.object_ref, found.detail,
           pg_catalog.row_number() OVER (PARTITION BY found.state_code ORDER BY found.object_ref COLLATE "C") AS place
      FROM found
), state AS (
    SELECT rule.state_code, rule.severity, pg_catalog.count(ranked.object_ref)::pg_catalog.int4 AS object_count,
           pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
               pg_catalog.length(ranked.object_ref) || ' ' || ranked.object_ref, ' ' ORDER BY ranked.place), ''),
               'UTF8')), 'hex') AS objects_digest,
           pg_catalog.count(ranked.object_ref) > {cap} AS truncated
      FROM ONLY {governance}.governance_ruleset_rule AS rule
      LEFT JOIN ranked ON ranked.state_code = rule.state_code
     WHERE rule.ruleset_version = {ruleset_version}
     GROUP BY rule.state_code, rule.severity
), chosen AS (
    SELECT state_code, object_ref, detail FROM ranked WHERE place <= {cap}
)
SELECT 'state' AS relation, state.state_code, NULL AS object_ref, state.severity, state.object_count,
       state.objects_digest, state.truncated, NULL::pg_catalog.bool AS qualifies, NULL::pg_catalog.jsonb AS detail,
       CASE WHEN held.state_code IS NULL THEN 'inserted'
            WHEN (held.severity, held.object_count, held.objects_digest, held.truncated)
                 IS DISTINCT FROM (state.severity, state.object_count, state.objects_digest, state.truncated)
            THEN 'updated' ELSE 'unchanged' END AS change
  FROM state
  LEFT JOIN ONLY {governance}.candidate_state AS held
         ON held.ruleset_version = {ruleset_version} AND held.state_code = state.state_code
UNION ALL
SELECT 'object', coalesce(chosen.state_code, held.state_code), coalesce(chosen.object_ref, held.object_ref), NULL, NULL,
       NULL, NULL, chosen.object_ref IS NOT NULL, coalesce(chosen.detail, held.detail),
       CASE WHEN held.object_ref IS NULL THEN 'inserted'
            WHEN (held.qualifies, held.detail)
                 IS DISTINCT FROM (chosen.object_ref IS NOT NULL, coalesce(chosen.detail, held.detail))
            THEN 'updated' ELSE 'unchanged' END
  FROM chosen
  FULL JOIN (SELECT * FROM ONLY {governance}.candidate_object WHERE ruleset_version = {ruleset_version}) AS held
         ON held.state_code = chosen.state_code AND held.object_ref = chosen.object_ref
 ORDER BY relation DESC, state_code, object_ref
