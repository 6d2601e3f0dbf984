-- How many events the outbox holds, and how many of them are of a domain.
-- domain text
SELECT pg_catalog.count(*) AS total, pg_catalog.count(*) FILTER (WHERE domain = %(domain)s::text) AS of_domain
  FROM ONLY {governance}.event_outbox
