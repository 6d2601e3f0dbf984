-- The date that is stored as zero, and null.
CREATE TABLE public.l (a date);
INSERT INTO public.l VALUES ('2000-01-01');
CREATE TABLE public.r (a date);
INSERT INTO public.r VALUES (NULL);
