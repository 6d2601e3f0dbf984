-- Two rows swap two columns.
CREATE TABLE public.l (a int, b text, c text);
INSERT INTO public.l VALUES (1, 'x', 'p'), (2, 'y', 'q');
CREATE TABLE public.r (a int, b text, c text);
INSERT INTO public.r VALUES (1, 'y', 'q'), (2, 'x', 'p');
