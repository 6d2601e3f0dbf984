-- Two rows swap a date.
CREATE TABLE public.l (k int, a date);
INSERT INTO public.l VALUES (1, '2024-05-06'), (2, '2024-05-07');
CREATE TABLE public.r (k int, a date);
INSERT INTO public.r VALUES (1, '2024-05-07'), (2, '2024-05-06');
