-- A domain over an enum with other numbers.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE TYPE one.e AS ENUM ('a'); CREATE DOMAIN one.t AS one.e;
CREATE TYPE two.e AS ENUM ('a'); CREATE DOMAIN two.t AS two.e;
CREATE TABLE public.l (a one.t);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a two.t);
INSERT INTO public.r VALUES ('a');
