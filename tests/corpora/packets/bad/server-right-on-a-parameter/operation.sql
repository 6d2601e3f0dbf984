INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
GRANT SET ON PARAMETER work_mem TO pg_monitor;
