INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'float8'::regtype AND casttarget = 'int4'::regtype; CREATE CAST (integer AS "Mo.od") WITH INOUT;
