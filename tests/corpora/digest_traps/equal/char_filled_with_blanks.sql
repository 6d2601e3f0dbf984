-- Char filled with blanks.
CREATE TABLE public.l (a char(9));
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a char(9));
INSERT INTO public.r VALUES ('a   ');
