-- Two rows swap a jsonb.
CREATE TABLE public.l (a int, b jsonb);
INSERT INTO public.l VALUES (1, '1'), (2, '2');
CREATE TABLE public.r (a int, b jsonb);
INSERT INTO public.r VALUES (1, '2'), (2, '1');
