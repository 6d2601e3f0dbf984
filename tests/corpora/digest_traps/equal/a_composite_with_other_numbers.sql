-- A composite with other numbers.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE TYPE one.t AS (x int, y text);
CREATE TYPE two.t AS (x int, y text);
CREATE TABLE public.l (a one.t);
INSERT INTO public.l VALUES (ROW(1, 'x'));
CREATE TABLE public.r (a two.t);
INSERT INTO public.r VALUES (ROW(1, 'x'));
