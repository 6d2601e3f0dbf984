-- A cyclic shift of a column.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, 10), (2, 20), (3, 30), (4, 40);
CREATE TABLE public.r (a int, b int);
INSERT INTO public.r VALUES (1, 20), (2, 30), (3, 40), (4, 10);
