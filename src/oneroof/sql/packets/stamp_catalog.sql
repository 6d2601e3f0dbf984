-- Which versions of rows each catalog holds; equal at two moments means that the inventory is, too.
-- stamps is fingerprint/stamp_catalog.
SELECT pg_catalog.jsonb_object_agg(s.catalog, pg_catalog.jsonb_build_array(s.rows, s.stamp)) AS stamps
  FROM (
{stamps}
       ) AS s
