-- Another column's value, one NULL.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, NULL);
CREATE TABLE public.r (a int, b int);
INSERT INTO public.r VALUES (NULL, 1);
