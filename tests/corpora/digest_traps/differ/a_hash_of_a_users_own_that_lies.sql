-- A hash of a users own that lies.
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE FUNCTION public.same(public.mood, int8) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT 1::int8';
CREATE FUNCTION public.equal(public.mood, public.mood) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR public.= (LEFTARG = public.mood, RIGHTARG = public.mood, FUNCTION = public.equal);
CREATE TABLE public.l (m public.mood);
INSERT INTO public.l VALUES ('sad');
CREATE TABLE public.r (m public.mood);
INSERT INTO public.r VALUES ('ok');
