-- Jsonb of another spelling.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('{"b":1,  "a":2}');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('{"a": 2, "b": 1}');
