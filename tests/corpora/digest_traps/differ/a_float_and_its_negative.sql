-- A float and its negative.
CREATE TABLE public.l (a float8);
INSERT INTO public.l VALUES (1.5);
CREATE TABLE public.r (a float8);
INSERT INTO public.r VALUES (-1.5);
