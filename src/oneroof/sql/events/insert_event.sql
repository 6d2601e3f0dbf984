-- Record an event in the transaction that causes it; gives its identity, transaction and place.
-- aggregatetype text, aggregateid text, type text, payload text (JSON)
INSERT INTO {governance}.event_outbox (aggregatetype, aggregateid, type, payload)
VALUES (%(aggregatetype)s::text, %(aggregateid)s::text, %(type)s::text, %(payload)s::jsonb)
RETURNING id::text AS id, created_xid::text AS created_xid, created_place
