-- Array of another number of dimensions, empty inside.
CREATE TABLE public.l (a text[]);
INSERT INTO public.l VALUES ('{}');
CREATE TABLE public.r (a text[]);
INSERT INTO public.r VALUES ('{""}');
