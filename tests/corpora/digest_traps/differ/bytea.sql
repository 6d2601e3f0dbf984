-- Bytea.
CREATE TABLE public.l (a bytea);
INSERT INTO public.l VALUES ('\x00ff');
CREATE TABLE public.r (a bytea);
INSERT INTO public.r VALUES ('\x00fe');
