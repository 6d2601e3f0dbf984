-- Jsonb null and NULL.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('null');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES (NULL);
