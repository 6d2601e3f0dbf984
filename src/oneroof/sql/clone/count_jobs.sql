-- Jobs of a scheduler, and how many of them are switched on.
SELECT pg_catalog.count(*)::int AS jobs, (pg_catalog.count(*) FILTER (WHERE {switch}))::int AS on FROM {table}
