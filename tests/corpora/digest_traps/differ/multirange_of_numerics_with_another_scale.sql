-- Multirange of numerics with another scale.
CREATE TABLE public.l (a nummultirange);
INSERT INTO public.l VALUES ('{[1.0,2)}');
CREATE TABLE public.r (a nummultirange);
INSERT INTO public.r VALUES ('{[1.00,2)}');
