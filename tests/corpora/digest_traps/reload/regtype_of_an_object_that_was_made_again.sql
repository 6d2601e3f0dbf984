-- A regtype whose object was made again has another number and prints the same.
CREATE TYPE public.x AS (a int);
CREATE TABLE public.t (a regtype);
INSERT INTO public.t VALUES ('public.x');
-- again
TRUNCATE public.t;
DROP TYPE public.x;
CREATE TYPE public.x AS (a int);
INSERT INTO public.t VALUES ('public.x');
