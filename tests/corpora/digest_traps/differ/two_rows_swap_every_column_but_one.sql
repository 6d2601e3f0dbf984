-- Two rows swap every column but one.
CREATE TABLE public.l (a int, b int, c int, d int);
INSERT INTO public.l VALUES (1, 2, 3, 4), (5, 6, 7, 8);
CREATE TABLE public.r (a int, b int, c int, d int);
INSERT INTO public.r VALUES (5, 6, 7, 4), (1, 2, 3, 8);
