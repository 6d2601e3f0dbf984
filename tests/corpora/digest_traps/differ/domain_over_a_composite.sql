-- Domain over a composite.
CREATE TYPE public.pair AS (a int, b int);
CREATE DOMAIN public.d1 AS public.pair;
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES (NULL);
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES (ROW(NULL, NULL)::public.pair);
