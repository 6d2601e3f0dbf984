-- A domain with other numbers.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE DOMAIN one.t AS int8;
CREATE DOMAIN two.t AS int8;
CREATE TABLE public.l (a one.t);
INSERT INTO public.l VALUES (5);
CREATE TABLE public.r (a two.t);
INSERT INTO public.r VALUES (5);
