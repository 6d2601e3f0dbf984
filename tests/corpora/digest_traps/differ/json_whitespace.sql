-- Json whitespace.
CREATE TABLE public.l (a json);
INSERT INTO public.l VALUES ('{"a":1}');
CREATE TABLE public.r (a json);
INSERT INTO public.r VALUES ('{"a": 1}');
