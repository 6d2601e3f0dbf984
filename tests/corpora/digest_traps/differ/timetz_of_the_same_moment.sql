-- The same moment in another zone.
CREATE TABLE public.l (a timetz);
INSERT INTO public.l VALUES ('12:00:00+00');
CREATE TABLE public.r (a timetz);
INSERT INTO public.r VALUES ('13:00:00+01');
