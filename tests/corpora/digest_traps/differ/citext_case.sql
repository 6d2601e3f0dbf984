-- Citext case.
CREATE EXTENSION citext SCHEMA public;
CREATE TABLE public.l (a public.citext);
INSERT INTO public.l VALUES ('A');
CREATE TABLE public.r (a public.citext);
INSERT INTO public.r VALUES ('a');
