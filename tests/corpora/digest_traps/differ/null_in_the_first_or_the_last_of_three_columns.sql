-- NULL in the first or the last of three columns.
CREATE TABLE public.l (a int, b int, c int);
INSERT INTO public.l VALUES (NULL, 1, 1);
CREATE TABLE public.r (a int, b int, c int);
INSERT INTO public.r VALUES (1, 1, NULL);
