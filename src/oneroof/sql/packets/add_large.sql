-- One table more that is measured by the counters alone, where it is so.
-- tables jsonb (array), table text, large boolean
SELECT CASE WHEN %(large)s::boolean THEN %(tables)s::jsonb || pg_catalog.to_jsonb(ARRAY[%(table)s::text])
            ELSE %(tables)s::jsonb END AS tables
