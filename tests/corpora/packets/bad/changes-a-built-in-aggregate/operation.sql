INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE pg_aggregate SET agginitval = '7' WHERE aggfnoid = 'sum(float8)'::regprocedure; CREATE AGGREGATE "Agg.1"(integer) (sfunc = int4pl, stype = integer);
