-- Record a migration as installed.
INSERT INTO oneroof.schema_migration (part, version, name, sha256, in_schema, schema_created)
VALUES ({part}, {version}, {name}, {sha256}, {in_schema}, {schema_created})
