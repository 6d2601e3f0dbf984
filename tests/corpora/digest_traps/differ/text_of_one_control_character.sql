-- Text of one control character.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (chr(1));
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES (chr(2));
