-- Jsonb number scale.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('{"a": 1.0}');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('{"a": 1.00}');
