-- Domain over an array with other bounds.
CREATE DOMAIN public.d1 AS int[];
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES ('{1}');
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES ('[0:0]={1}');
