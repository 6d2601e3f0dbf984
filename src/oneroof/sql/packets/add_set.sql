-- The digest of one set, added to those of others.
-- sets jsonb, name text, digest text
SELECT %(sets)s::jsonb || pg_catalog.jsonb_build_object(%(name)s::text, %(digest)s::text) AS sets
