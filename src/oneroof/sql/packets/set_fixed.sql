-- The settings that every session of ours fixes, from here to its end. The piece settings is session/set_settings.
-- names text[], values text[]
SELECT pg_catalog.count(*) AS fixed
  FROM (
{settings}
       ) AS s
