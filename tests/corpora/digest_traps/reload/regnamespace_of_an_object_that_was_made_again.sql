-- A regnamespace whose object was made again has another number and prints the same.
CREATE SCHEMA x;
CREATE TABLE public.t (a regnamespace);
INSERT INTO public.t VALUES ('x');
-- again
TRUNCATE public.t;
DROP SCHEMA x;
CREATE SCHEMA x;
INSERT INTO public.t VALUES ('x');
