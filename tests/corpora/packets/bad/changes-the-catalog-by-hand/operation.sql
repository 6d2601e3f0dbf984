INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE pg_class SET relhasrules = false WHERE oid = '"Oth er"'::regclass;
