-- Two rows swap one column.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, 'alice'), (2, 'bob');
CREATE TABLE public.r (a int, b text);
INSERT INTO public.r VALUES (1, 'bob'), (2, 'alice');
