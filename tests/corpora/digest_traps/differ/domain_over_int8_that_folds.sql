-- Domain over int8 that folds.
CREATE DOMAIN public.d1 AS int8;
CREATE DOMAIN public.d2 AS public.d1;
CREATE TABLE public.l (a public.d2);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a public.d2);
INSERT INTO public.r VALUES (4294967296);
