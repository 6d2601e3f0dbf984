-- Varbit length.
CREATE TABLE public.l (a varbit);
INSERT INTO public.l VALUES ('10');
CREATE TABLE public.r (a varbit);
INSERT INTO public.r VALUES ('100');
