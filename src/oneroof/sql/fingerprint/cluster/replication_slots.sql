-- Replication slots that outlive their session.
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_replication_slots s
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.slot_name ~ '^[a-z_][a-z0-9_]*$' THEN s.slot_name
                ELSE '"' || pg_catalog.replace(s.slot_name, '"', '""') || '"' END AS slot_name
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'replication_slot:' || spelled.slot_name AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('type',     s.slot_type),
    ('plugin',   s.plugin::text),
    ('database', pg_catalog.quote_literal(s.database))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
  AND NOT s.temporary
