-- Int8 minimum and its fold.
CREATE TABLE public.l (a int8);
INSERT INTO public.l VALUES (-9223372036854775808);
CREATE TABLE public.r (a int8);
INSERT INTO public.r VALUES (2147483647);
