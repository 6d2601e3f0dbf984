INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
SELECT pg_create_logical_replication_slot('s', 'pgoutput');
