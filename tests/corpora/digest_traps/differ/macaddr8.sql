-- Macaddr8.
CREATE TABLE public.l (a macaddr8);
INSERT INTO public.l VALUES ('08:00:2b:01:02:03:04:05');
CREATE TABLE public.r (a macaddr8);
INSERT INTO public.r VALUES ('08:00:2b:01:02:03:04:06');
