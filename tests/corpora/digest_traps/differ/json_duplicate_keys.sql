-- Json duplicate keys.
CREATE TABLE public.l (a json);
INSERT INTO public.l VALUES ('{"a": 1, "a": 2}');
CREATE TABLE public.r (a json);
INSERT INTO public.r VALUES ('{"a": 2}');
