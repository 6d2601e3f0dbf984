-- Range infinite and without a bound.
CREATE TABLE public.l (a daterange);
INSERT INTO public.l VALUES ('[2000-01-01,infinity)');
CREATE TABLE public.r (a daterange);
INSERT INTO public.r VALUES ('[2000-01-01,)');
