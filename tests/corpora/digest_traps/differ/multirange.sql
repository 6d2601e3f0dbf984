-- Multirange.
CREATE TABLE public.l (a int4multirange);
INSERT INTO public.l VALUES ('{[1,2),[3,4)}');
CREATE TABLE public.r (a int4multirange);
INSERT INTO public.r VALUES ('{[1,4)}');
