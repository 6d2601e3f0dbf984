-- Numeric zero of another scale.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES (0);
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES (0.00);
