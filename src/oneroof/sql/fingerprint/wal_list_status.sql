-- How transactions ended as the server knows it, by id.
-- ids int8[]
SELECT t.id, pg_catalog.pg_xact_status(t.id::text::pg_catalog.xid8) AS status
FROM pg_catalog.unnest(%(ids)s::int8[]) AS t (id)
