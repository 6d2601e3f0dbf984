-- Domain over timestamptz that folds.
CREATE DOMAIN public.moment AS timestamptz;
CREATE TABLE public.l (a public.moment);
INSERT INTO public.l VALUES ('2000-01-01 00:00:00.000001+00');
CREATE TABLE public.r (a public.moment);
INSERT INTO public.r VALUES ('2000-01-01 01:11:34.967296+00');
