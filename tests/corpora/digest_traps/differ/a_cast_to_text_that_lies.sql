-- A cast to text that lies.
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE FUNCTION public.lie(public.mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'same' $$;
CREATE CAST (public.mood AS text) WITH FUNCTION public.lie(public.mood) AS IMPLICIT;
CREATE TABLE public.l (m public.mood);
INSERT INTO public.l VALUES ('sad');
CREATE TABLE public.r (m public.mood);
INSERT INTO public.r VALUES ('ok');
