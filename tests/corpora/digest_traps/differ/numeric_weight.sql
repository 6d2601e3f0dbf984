-- Numeric weight: 1 and 10000 have one digit.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES (10000);
