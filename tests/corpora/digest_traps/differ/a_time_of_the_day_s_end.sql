-- A time of the day's end.
CREATE TABLE public.l (a time);
INSERT INTO public.l VALUES ('24:00');
CREATE TABLE public.r (a time);
INSERT INTO public.r VALUES ('00:00');
