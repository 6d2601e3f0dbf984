INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
CREATE RULE "R.1" AS ON INSERT TO information_schema.sql_features DO ALSO NOTHING;
