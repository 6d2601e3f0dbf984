-- Tsquery.
CREATE TABLE public.l (a tsquery);
INSERT INTO public.l VALUES ('x & y');
CREATE TABLE public.r (a tsquery);
INSERT INTO public.r VALUES ('x | y');
