-- NULL and the empty text.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (NULL);
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES ('');
