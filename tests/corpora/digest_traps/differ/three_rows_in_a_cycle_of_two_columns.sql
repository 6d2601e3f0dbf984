-- Three rows in a cycle of two columns.
CREATE TABLE public.l (a int, b text, c int8);
INSERT INTO public.l VALUES (1, 'x', 7), (2, 'y', 8), (3, 'z', 9);
CREATE TABLE public.r (a int, b text, c int8);
INSERT INTO public.r VALUES (1, 'y', 8), (2, 'z', 9), (3, 'x', 7);
