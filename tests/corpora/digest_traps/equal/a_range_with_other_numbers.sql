-- A range with other numbers.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE TYPE one.t AS RANGE (subtype = float8);
CREATE TYPE two.t AS RANGE (subtype = float8);
CREATE TABLE public.l (a one.t);
INSERT INTO public.l VALUES ('[1,2]');
CREATE TABLE public.r (a two.t);
INSERT INTO public.r VALUES ('[1,2]');
