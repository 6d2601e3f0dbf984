-- Event triggers.
WITH member AS (
    SELECT d.classid, d.objid, e.extowner AS owner,
           'extension:' || CASE WHEN e.extname ~ '^[a-z_][a-z0-9_]*$' THEN e.extname
                                ELSE '"' || pg_catalog.replace(e.extname, '"', '""') || '"' END AS extension
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
)
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_event_trigger p
LEFT JOIN member m ON m.classid = 'pg_catalog.pg_event_trigger'::regclass AND m.objid = p.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.evtname ~ '^[a-z_][a-z0-9_]*$' THEN p.evtname
                ELSE '"' || pg_catalog.replace(p.evtname, '"', '""') || '"' END AS evtname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'event_trigger:' || spelled.evtname AS ref,
           coalesce(m.extension, 'database:this') AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('event',    p.evtevent),
    ('function', p.evtfoid::regprocedure::text),
    ('enabled',  p.evtenabled::text),
    ('tags',     pg_catalog.array_to_string(p.evttags, ', ')),
    ('owner',
     CASE WHEN m.extension IS NULL OR p.evtowner NOT IN (m.owner, 10)
          THEN p.evtowner::regrole::text END),
    ('comment',  pg_catalog.obj_description(p.oid, 'pg_event_trigger'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
