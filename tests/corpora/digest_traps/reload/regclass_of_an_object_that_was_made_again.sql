-- A regclass whose object was made again has another number and prints the same.
CREATE TABLE public.x (a int);
CREATE TABLE public.t (a regclass);
INSERT INTO public.t VALUES ('public.x');
-- again
TRUNCATE public.t;
DROP TABLE public.x;
CREATE TABLE public.x (a int);
INSERT INTO public.t VALUES ('public.x');
