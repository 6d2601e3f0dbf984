-- Domain over numeric with another scale.
CREATE DOMAIN public.d1 AS numeric;
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES (1.0);
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES (1.00);
