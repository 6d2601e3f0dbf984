-- Intervals of equal length with the sign elsewhere.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('1 day -01:00');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES ('23:00');
