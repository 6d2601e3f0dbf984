-- Domain.
CREATE DOMAIN public.short AS char(4);
CREATE TABLE public.l (a public.short);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a public.short);
INSERT INTO public.r VALUES ('b');
