-- Subscriptions of this database; their connection strings stand in the folder of what PostgreSQL hides.
SELECT entry.ref, 'database:this' AS parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_subscription p
CROSS JOIN LATERAL (SELECT 'subscription:' || CASE WHEN p.subname ~ '^[a-z_][a-z0-9_]*$' THEN p.subname
                                                   ELSE '"' || pg_catalog.replace(p.subname, '"', '""') || '"' END AS ref) AS entry
CROSS JOIN LATERAL (VALUES
    ('enabled',      p.subenabled::text),
    ('publications', (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(n), ', ' ORDER BY n COLLATE "C")
                      FROM pg_catalog.unnest(p.subpublications) AS n)),
    ('options',      pg_catalog.format('binary=%s stream=%s twophasestate=%s disableonerr=%s slotname=%s synccommit=%s origin=%s passwordrequired=%s runasowner=%s',
                                       p.subbinary, p.substream, p.subtwophasestate, p.subdisableonerr, p.subslotname, p.subsynccommit, p.suborigin, p.subpasswordrequired, p.subrunasowner)),
    ('owner',        p.subowner::regrole::text),
    ('comment',      pg_catalog.obj_description(p.oid, 'pg_subscription'))
) AS facet(name, value)
WHERE p.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
  AND facet.value IS NOT NULL
