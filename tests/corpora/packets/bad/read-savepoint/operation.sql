INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
SAVEPOINT a; DELETE FROM "It""em" WHERE id > 1000; ROLLBACK TO a;
