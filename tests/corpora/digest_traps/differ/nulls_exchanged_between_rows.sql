-- NULLs exchanged between rows.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (NULL, 1), (2, NULL);
CREATE TABLE public.r (a int, b int);
INSERT INTO public.r VALUES (NULL, NULL), (2, 1);
