-- Draw a salt for this session's hashes on the server: it stands in no statement, so in no log and no list of sessions.
SELECT pg_catalog.set_config('oneroof.salt', pg_catalog.gen_random_uuid()::text || pg_catalog.gen_random_uuid()::text, false)
       IS NOT NULL AS drawn
