-- Numeric of another spelling.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES ('1e2');
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES ('100');
