-- Cidr and its mask.
CREATE TABLE public.l (a cidr);
INSERT INTO public.l VALUES ('10.0.0.0/8');
CREATE TABLE public.r (a cidr);
INSERT INTO public.r VALUES ('10.0.0.0/9');
