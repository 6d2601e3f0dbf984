-- Numeric infinities.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES ('Infinity');
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES ('-Infinity');
