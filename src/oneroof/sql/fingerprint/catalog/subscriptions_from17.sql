-- Subscriptions of this database; their connection strings stand in the folder of what PostgreSQL hides.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_subscription p
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.subname ~ '^[a-z_][a-z0-9_]*$' THEN p.subname
                ELSE '"' || pg_catalog.replace(p.subname, '"', '""') || '"' END AS subname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'subscription:' || spelled.subname AS ref,
           'database:this' AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('enabled',            p.subenabled::text),
    ('publications',
     (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(n), ', ' ORDER BY n COLLATE "C")
      FROM pg_catalog.unnest(p.subpublications) AS n)),
    ('binary',             p.subbinary::text),
    ('stream',             p.substream::text),
    ('two_phase',          p.subtwophasestate::text),
    ('disable_on_error',   p.subdisableonerr::text),
    ('slot',               p.subslotname::text),
    ('synchronous_commit', p.subsynccommit::text),
    ('skip',               p.subskiplsn::text),
    ('origin',             p.suborigin::text),
    ('password_required',  p.subpasswordrequired::text),
    ('run_as_owner',       p.subrunasowner::text),
    ('failover',           p.subfailover::text),
    ('owner',              p.subowner::regrole::text),
    ('comment',            pg_catalog.obj_description(p.oid, 'pg_subscription'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND p.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
