-- The same as an element of an array.
CREATE FUNCTION public.f(int4) RETURNS int4 LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.f(text) RETURNS int4 LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.l (a regproc[]);
INSERT INTO public.l VALUES (ARRAY['public.f(int4)'::regprocedure::oid::regproc]);
CREATE TABLE public.r (a regproc[]);
INSERT INTO public.r VALUES (ARRAY['public.f(text)'::regprocedure::oid::regproc]);
