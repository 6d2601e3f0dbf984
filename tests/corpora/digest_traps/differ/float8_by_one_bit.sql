-- Float8 by one bit.
CREATE TABLE public.l (a float8);
INSERT INTO public.l VALUES ('0.1');
CREATE TABLE public.r (a float8);
INSERT INTO public.r VALUES ('0.10000000000000002');
