INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE pg_class SET reltuples = 7 WHERE oid = '"Oth er"'::regclass; COMMENT ON TABLE "EMPTY" IS 'x';
