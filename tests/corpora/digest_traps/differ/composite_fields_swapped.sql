-- Composite fields swapped.
CREATE TYPE public.pair AS (a int, b int);
CREATE TABLE public.l (a public.pair);
INSERT INTO public.l VALUES (ROW(1, 2));
CREATE TABLE public.r (a public.pair);
INSERT INTO public.r VALUES (ROW(2, 1));
