-- NaN and a number.
CREATE TABLE public.l (a float8);
INSERT INTO public.l VALUES ('NaN');
CREATE TABLE public.r (a float8);
INSERT INTO public.r VALUES (1);
