-- Facets that PostgreSQL hides from most roles, as an array for packets/read_inventory. facets is a query of fingerprint/hidden.
-- salt text, hidden jsonb (what was found before)
SELECT %(hidden)s::jsonb || coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
           'ref', h.ref, 'parent', h.parent, 'facet', h.facet, 'value', h.value)), '[]') AS hidden
  FROM (
{facets}
       ) AS h
