-- What stands of a ruleset: states, candidates that qualify, and the states at the cap. ruleset_version text
SELECT (SELECT pg_catalog.count(*) FROM ONLY {governance}.candidate_state
         WHERE ruleset_version = %(ruleset_version)s::text) AS candidate_state,
       (SELECT pg_catalog.count(*) FROM ONLY {governance}.candidate_object
         WHERE ruleset_version = %(ruleset_version)s::text AND qualifies) AS candidate_object,
       (SELECT coalesce(pg_catalog.bool_or(truncated), false) FROM ONLY {governance}.candidate_state
         WHERE ruleset_version = %(ruleset_version)s::text) AS truncated,
       (SELECT coalesce(pg_catalog.array_agg(state.state_code ORDER BY state.state_code), '{{}}')
          FROM ONLY {governance}.candidate_state AS state
          JOIN ONLY {governance}.governance_ruleset AS ruleset ON ruleset.ruleset_version = state.ruleset_version
         WHERE state.ruleset_version = %(ruleset_version)s::text
           AND state.object_count >= ruleset.cap_per_state) AS at_cap
