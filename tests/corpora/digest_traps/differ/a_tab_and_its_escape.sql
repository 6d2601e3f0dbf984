-- A tab and its escape.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (chr(9));
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES ('\t');
