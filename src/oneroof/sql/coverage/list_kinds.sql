-- The kinds that the ruleset in force puts under the roof, and those of registered objects.
SELECT pg_catalog.unnest(kinds) AS kind FROM ONLY {governance}.governance_ruleset WHERE active
UNION
SELECT kind FROM ONLY {governance}.governance_object
