-- Jsonb nesting.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('[[1], 2]');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('[[1, 2]]');
