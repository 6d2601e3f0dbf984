INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
DO $do$ BEGIN EXECUTE $sql$CREATE TEMP TABLE "It""em" AS SELECT 1 AS id$sql$; END $do$;
