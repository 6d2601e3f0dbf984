-- The moment that is stored as zero, and null.
CREATE TABLE public.l (a timestamptz);
INSERT INTO public.l VALUES ('2000-01-01 00:00:00+00');
CREATE TABLE public.r (a timestamptz);
INSERT INTO public.r VALUES (NULL);
