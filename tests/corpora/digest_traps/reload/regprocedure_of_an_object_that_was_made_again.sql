-- A regprocedure whose object was made again has another number and prints the same.
CREATE FUNCTION public.x(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.t (a regprocedure);
INSERT INTO public.t VALUES ('public.x(int)');
-- again
TRUNCATE public.t;
DROP FUNCTION public.x(int);
CREATE FUNCTION public.x(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
INSERT INTO public.t VALUES ('public.x(int)');
