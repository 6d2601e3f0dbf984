-- Events of the governance domain in the outbox.
SELECT pg_catalog.count(*) FROM ONLY {governance}.event_outbox WHERE domain = 'governance'
