-- NULL composite and a row of NULLs.
CREATE TYPE public.pair AS (a int, b int);
CREATE TABLE public.l (a public.pair);
INSERT INTO public.l VALUES (NULL);
CREATE TABLE public.r (a public.pair);
INSERT INTO public.r VALUES (ROW(NULL, NULL));
