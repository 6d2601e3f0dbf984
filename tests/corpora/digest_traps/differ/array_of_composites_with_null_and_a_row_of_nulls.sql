-- Array of composites with NULL and a row of NULLs.
CREATE TYPE public.pair AS (a int, b int);
CREATE TABLE public.l (a public.pair[]);
INSERT INTO public.l VALUES (ARRAY[NULL::public.pair]);
CREATE TABLE public.r (a public.pair[]);
INSERT INTO public.r VALUES (ARRAY[ROW(NULL, NULL)::public.pair]);
