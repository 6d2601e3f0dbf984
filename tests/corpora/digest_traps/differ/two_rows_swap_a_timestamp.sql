-- Two rows swap a timestamp.
CREATE TABLE public.l (k int, a timestamp);
INSERT INTO public.l VALUES (1, '2024-05-06 07:08:09'), (2, '2024-05-06 07:08:10');
CREATE TABLE public.r (k int, a timestamp);
INSERT INTO public.r VALUES (1, '2024-05-06 07:08:10'), (2, '2024-05-06 07:08:09');
