-- An event of one type, as any program would write it. event_type is a literal.
INSERT INTO {governance}.event_outbox (aggregatetype, aggregateid, type, payload)
VALUES ('rehearsal', 'boundary', {event_type}, '{{}}')
