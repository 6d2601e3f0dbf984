-- Two rows swap a time with zone.
CREATE TABLE public.l (k int, a timetz);
INSERT INTO public.l VALUES (1, '12:00+01'), (2, '12:00+02');
CREATE TABLE public.r (k int, a timetz);
INSERT INTO public.r VALUES (1, '12:00+02'), (2, '12:00+01');
