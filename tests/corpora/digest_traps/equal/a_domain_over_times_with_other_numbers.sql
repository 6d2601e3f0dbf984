-- A domain over times with other numbers.
CREATE DOMAIN public.moment AS timestamptz;
CREATE DOMAIN public.words AS varchar(20);
CREATE TABLE public.l (a public.moment, b public.words);
INSERT INTO public.l VALUES ('2024-05-06 07:08:09+00', 'x');
ALTER DOMAIN public.moment RENAME TO before;
ALTER DOMAIN public.words RENAME TO earlier;
CREATE DOMAIN public.moment AS timestamptz;
CREATE DOMAIN public.words AS varchar(20);
CREATE TABLE public.r (a public.moment, b public.words);
INSERT INTO public.r VALUES ('2024-05-06 07:08:09+00', 'x');
