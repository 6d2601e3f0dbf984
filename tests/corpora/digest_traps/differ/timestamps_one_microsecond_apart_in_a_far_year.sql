-- Timestamps one microsecond apart in a far year.
CREATE TABLE public.l (a timestamp);
INSERT INTO public.l VALUES ('290000-01-01 00:00:00.000001');
CREATE TABLE public.r (a timestamp);
INSERT INTO public.r VALUES ('290000-01-01 00:00:00.000002');
