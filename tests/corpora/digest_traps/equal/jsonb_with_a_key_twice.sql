-- Jsonb with a key twice.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('{"a": 1, "a": 2}');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('{"a": 2}');
