-- Char.
CREATE TABLE public.l (a "char");
INSERT INTO public.l VALUES ('');
CREATE TABLE public.r (a "char");
INSERT INTO public.r VALUES ('a');
