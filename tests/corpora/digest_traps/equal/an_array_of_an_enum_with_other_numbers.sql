-- An array of an enum with other numbers.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE TYPE one.t AS ENUM ('a', 'b');
CREATE TYPE two.t AS ENUM ('a', 'b');
CREATE TABLE public.l (a one.t[]);
INSERT INTO public.l VALUES ('{a,b}');
CREATE TABLE public.r (a two.t[]);
INSERT INTO public.r VALUES ('{a,b}');
