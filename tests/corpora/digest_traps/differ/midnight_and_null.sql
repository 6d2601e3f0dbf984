-- The time that is stored as zero, and null.
CREATE TABLE public.l (a time);
INSERT INTO public.l VALUES ('00:00');
CREATE TABLE public.r (a time);
INSERT INTO public.r VALUES (NULL);
