-- Json key order.
CREATE TABLE public.l (a json);
INSERT INTO public.l VALUES ('{"a": 1, "b": 2}');
CREATE TABLE public.r (a json);
INSERT INTO public.r VALUES ('{"b": 2, "a": 1}');
