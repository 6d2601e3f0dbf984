-- Intervals that compare as equal.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('1 mon');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES ('30 days');
