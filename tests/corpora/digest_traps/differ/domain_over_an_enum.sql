-- Domain over an enum.
CREATE TYPE public.e AS ENUM ('x', 'y');
CREATE DOMAIN public.d1 AS public.e;
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES ('x');
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES ('y');
