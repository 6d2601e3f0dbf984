-- Bit.
CREATE TABLE public.l (a bit(3));
INSERT INTO public.l VALUES ('101');
CREATE TABLE public.r (a bit(3));
INSERT INTO public.r VALUES ('100');
