-- Timetz that folds.
CREATE TABLE public.l (a timetz);
INSERT INTO public.l VALUES ('00:00:00.000001+00');
CREATE TABLE public.r (a timetz);
INSERT INTO public.r VALUES ('01:11:34.967296+00');
