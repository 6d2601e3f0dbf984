-- The order of rows.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, 'x'), (2, 'y');
CREATE TABLE public.r (a int, b text);
INSERT INTO public.r VALUES (2, 'y'), (1, 'x');
