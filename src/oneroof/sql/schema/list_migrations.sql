-- Which migrations of oneroof are installed here, in their order.
SELECT part, version, name, sha256, in_schema, schema_created,
       pg_catalog.to_char(installed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS installed_at, installed_by
  FROM ONLY oneroof.schema_migration
 ORDER BY part, version
