-- Time that folds.
CREATE TABLE public.l (a time);
INSERT INTO public.l VALUES ('00:00:00.000001');
CREATE TABLE public.r (a time);
INSERT INTO public.r VALUES ('01:11:34.967296');
