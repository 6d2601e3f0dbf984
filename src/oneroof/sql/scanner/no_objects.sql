-- What a ruleset without rules singles out: nothing, in the columns of the others.
SELECT NULL::text AS state_code, NULL::text AS object_ref, NULL::pg_catalog.jsonb AS detail WHERE false
