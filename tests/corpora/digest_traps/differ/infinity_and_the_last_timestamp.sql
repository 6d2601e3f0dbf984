-- Infinity and the last timestamp.
CREATE TABLE public.l (a timestamp);
INSERT INTO public.l VALUES ('infinity');
CREATE TABLE public.r (a timestamp);
INSERT INTO public.r VALUES ('294276-12-31 23:59:59.999999');
