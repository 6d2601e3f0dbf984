-- Two rows swap a NULL.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, NULL), (2, 'x');
CREATE TABLE public.r (a int, b text);
INSERT INTO public.r VALUES (1, 'x'), (2, NULL);
