-- Memory for sorts and hashes: no less than this in our session, unless somebody chose for its login or database.
-- work_mem text
SELECT pg_catalog.set_config('work_mem', %(work_mem)s::text, false)
  FROM pg_catalog.pg_settings AS s
 WHERE s.name = 'work_mem' AND s.source IN ('default', 'configuration file')
   AND pg_catalog.pg_size_bytes(s.setting || s.unit) < pg_catalog.pg_size_bytes(%(work_mem)s::text)
