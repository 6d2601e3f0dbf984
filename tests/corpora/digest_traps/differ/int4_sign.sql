-- Int4 sign.
CREATE TABLE public.l (a int4);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a int4);
INSERT INTO public.r VALUES (-1);
