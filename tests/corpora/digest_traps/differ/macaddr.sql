-- Macaddr.
CREATE TABLE public.l (a macaddr);
INSERT INTO public.l VALUES ('08:00:2b:01:02:03');
CREATE TABLE public.r (a macaddr);
INSERT INTO public.r VALUES ('08:00:2b:01:02:04');
