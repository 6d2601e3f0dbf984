-- Whether the inventory must be read again: a row of the system's tables was counted as written, or the catalogs hold others.
-- start jsonb, now jsonb (both as packets/stamp_catalog gives them), writes jsonb (packets/subtract_counters)
SELECT %(start)s::jsonb <> %(now)s::jsonb
       OR EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(writes)s::jsonb) w WHERE (w ->> 'system')::boolean) AS moved
