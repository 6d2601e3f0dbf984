-- Times one microsecond apart.
CREATE TABLE public.l (a time);
INSERT INTO public.l VALUES ('23:59:59.999998');
CREATE TABLE public.r (a time);
INSERT INTO public.r VALUES ('23:59:59.999999');
