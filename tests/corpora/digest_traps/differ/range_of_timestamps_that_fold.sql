-- Range of timestamps that fold.
CREATE TABLE public.l (a tsrange);
INSERT INTO public.l VALUES ('[2000-01-01 00:00:00.000001,)');
CREATE TABLE public.r (a tsrange);
INSERT INTO public.r VALUES ('[2000-01-01 01:11:34.967296,)');
