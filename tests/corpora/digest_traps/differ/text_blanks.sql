-- Text blanks.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES ('a ');
