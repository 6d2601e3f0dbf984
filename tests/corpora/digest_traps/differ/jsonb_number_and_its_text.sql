-- Jsonb number and its text.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('1');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('"1"');
