-- NaN as arithmetic makes it, in a domain, an array, a row and a range.
CREATE DOMAIN public.ratio AS float8;
CREATE TYPE public.held AS (x float8, n int);
CREATE TABLE public.l (a public.ratio, b float8[], c public.held, d public.ratio[]);
INSERT INTO public.l SELECT n, ARRAY[n, NULL], ROW(n, 1)::public.held, ARRAY[n] FROM (SELECT 'Infinity'::float8 - 'Infinity'::float8) AS made (n);
CREATE TABLE public.r (a public.ratio, b float8[], c public.held, d public.ratio[]);
INSERT INTO public.r VALUES ('NaN', '{NaN,NULL}', '(NaN,1)', '{NaN}');
