-- Registered event types and how many are active. {governance}: the governance schema.
SELECT pg_catalog.count(*)::int AS total, (pg_catalog.count(*) FILTER (WHERE active))::int AS active
  FROM {governance}.event_type_registry
