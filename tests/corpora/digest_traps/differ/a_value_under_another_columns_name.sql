-- A value under another columns name.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, 2);
CREATE TABLE public.r (b int, a int);
INSERT INTO public.r VALUES (1, 2);
