-- Which database this is, as our row says; the schema must be there.
SELECT database_uid::text AS database_uid, kind, parent,
       pg_catalog.to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM ONLY oneroof.database_identity
