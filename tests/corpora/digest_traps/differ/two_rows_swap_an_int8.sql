-- Two rows swap an int8.
CREATE TABLE public.l (a int, b int8);
INSERT INTO public.l VALUES (1, 10), (2, 20);
CREATE TABLE public.r (a int, b int8);
INSERT INTO public.r VALUES (1, 20), (2, 10);
