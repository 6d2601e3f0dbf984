-- Bytea empty and NULL.
CREATE TABLE public.l (a bytea);
INSERT INTO public.l VALUES ('');
CREATE TABLE public.r (a bytea);
INSERT INTO public.r VALUES (NULL);
