-- Int2.
CREATE TABLE public.l (a int2);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a int2);
INSERT INTO public.r VALUES (-1);
