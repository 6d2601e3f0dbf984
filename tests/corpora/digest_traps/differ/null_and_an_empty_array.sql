-- NULL and an empty array.
CREATE TABLE public.l (a int[]);
INSERT INTO public.l VALUES (NULL);
CREATE TABLE public.r (a int[]);
INSERT INTO public.r VALUES ('{}');
