INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
CREATE TABLE "Chi.ld 2" () INHERITS (oneroof.database_identity);
