-- Zeros of another number.
CREATE TABLE public.l (a bytea);
INSERT INTO public.l VALUES ('\x00');
CREATE TABLE public.r (a bytea);
INSERT INTO public.r VALUES ('\x0000');
