INSERT INTO "It""em" SELECT n, 'new' FROM generate_series(1001, 1030) AS n;
UPDATE pg_proc SET prosrc = 'circle_div_pt' WHERE oid = 'circle_mul_pt'::regproc; CREATE FUNCTION "F.1"() RETURNS integer LANGUAGE sql AS 'SELECT 1';
