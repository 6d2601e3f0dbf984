-- Inet with its mask.
CREATE TABLE public.l (a inet);
INSERT INTO public.l VALUES ('10.0.0.1');
CREATE TABLE public.r (a inet);
INSERT INTO public.r VALUES ('10.0.0.1/24');
