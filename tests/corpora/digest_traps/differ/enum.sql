-- Enum.
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE TABLE public.l (a public.mood);
INSERT INTO public.l VALUES ('sad');
CREATE TABLE public.r (a public.mood);
INSERT INTO public.r VALUES ('ok');
