-- Composite and its last field NULL.
CREATE TYPE public.pair AS (a int, b int);
CREATE TABLE public.l (a public.pair);
INSERT INTO public.l VALUES (ROW(1, NULL));
CREATE TABLE public.r (a public.pair);
INSERT INTO public.r VALUES (ROW(NULL, 1));
