-- Consumers of the outbox that hold a cursor. {governance}: the governance schema.
SELECT pg_catalog.count(*)::int AS consumers FROM {governance}.governance_worker_cursor
