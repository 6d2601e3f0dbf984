-- Numerics with equal digits and another weight.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES ('1e40');
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES ('1e-40');
