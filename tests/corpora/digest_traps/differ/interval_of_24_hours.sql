-- Interval of 24 hours.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('1 day');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES ('24:00');
