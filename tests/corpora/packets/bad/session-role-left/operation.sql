INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
DO $do$ BEGIN EXECUTE $sql$SET LOCAL ROLE pg_monitor$sql$; END $do$;
