-- Char of a length: one letter.
CREATE TABLE public.l (a char(9));
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a char(9));
INSERT INTO public.r VALUES ('b');
