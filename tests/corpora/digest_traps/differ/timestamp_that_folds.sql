-- Timestamp that folds.
CREATE TABLE public.l (a timestamp);
INSERT INTO public.l VALUES ('2000-01-01 00:00:00.000001');
CREATE TABLE public.r (a timestamp);
INSERT INTO public.r VALUES ('2000-01-01 01:11:34.967296');
