-- Two columns swapped in every row.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, 2), (3, 4), (5, 6);
CREATE TABLE public.r (a int, b int);
INSERT INTO public.r VALUES (2, 1), (4, 3), (6, 5);
