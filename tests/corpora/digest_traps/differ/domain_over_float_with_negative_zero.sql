-- Domain over float with negative zero.
CREATE DOMAIN public.d1 AS float8;
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES ('0');
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES ('-0');
