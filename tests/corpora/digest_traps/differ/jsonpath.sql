-- Jsonpath.
CREATE TABLE public.l (a jsonpath);
INSERT INTO public.l VALUES ('$.a');
CREATE TABLE public.r (a jsonpath);
INSERT INTO public.r VALUES ('$.b');
