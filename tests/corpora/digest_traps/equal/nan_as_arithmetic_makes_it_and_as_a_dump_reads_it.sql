-- NaN as arithmetic makes it and as a dump reads it.
CREATE TABLE public.l (a float8);
INSERT INTO public.l VALUES ('Infinity'::float8 - 'Infinity'::float8);
CREATE TABLE public.r (a float8);
INSERT INTO public.r VALUES ('NaN');
