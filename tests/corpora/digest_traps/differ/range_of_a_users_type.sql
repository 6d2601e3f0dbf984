-- Range of a users type.
CREATE TYPE public.fr AS RANGE (subtype = float8);
CREATE TABLE public.l (a public.fr);
INSERT INTO public.l VALUES ('[0,1]');
CREATE TABLE public.r (a public.fr);
INSERT INTO public.r VALUES ('[-0,1]');
