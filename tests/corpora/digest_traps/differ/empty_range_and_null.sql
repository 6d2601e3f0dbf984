-- Empty range and NULL.
CREATE TABLE public.l (a int4range);
INSERT INTO public.l VALUES ('empty');
CREATE TABLE public.r (a int4range);
INSERT INTO public.r VALUES (NULL);
