-- Infinite timestamps.
CREATE TABLE public.l (a timestamptz);
INSERT INTO public.l VALUES ('infinity');
CREATE TABLE public.r (a timestamptz);
INSERT INTO public.r VALUES ('-infinity');
