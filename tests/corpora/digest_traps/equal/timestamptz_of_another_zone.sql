-- Timestamptz of another zone.
CREATE TABLE public.l (a timestamptz);
INSERT INTO public.l VALUES ('2020-01-01 00:00+00');
CREATE TABLE public.r (a timestamptz);
INSERT INTO public.r VALUES ('2020-01-01 05:30+05:30');
