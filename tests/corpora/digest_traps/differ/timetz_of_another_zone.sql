-- Timetz of another zone.
CREATE TABLE public.l (a timetz);
INSERT INTO public.l VALUES ('01:00+01');
CREATE TABLE public.r (a timetz);
INSERT INTO public.r VALUES ('00:00+00');
