-- Two rows swap an interval.
CREATE TABLE public.l (k int, a interval);
INSERT INTO public.l VALUES (1, '1 day'), (2, '24:00:00');
CREATE TABLE public.r (k int, a interval);
INSERT INTO public.r VALUES (1, '24:00:00'), (2, '1 day');
