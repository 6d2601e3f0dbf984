-- The identities that oneroof gave this database; there is exactly one.
SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('uid', i.database_uid::text, 'kind', i.kind)), '[]') AS listed
  FROM ONLY oneroof.database_identity AS i
