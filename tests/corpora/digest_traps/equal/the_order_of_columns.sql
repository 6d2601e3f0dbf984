-- The order of columns.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, 'x');
CREATE TABLE public.r (b text, a int);
INSERT INTO public.r VALUES ('x', 1);
