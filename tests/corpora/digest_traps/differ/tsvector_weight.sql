-- Tsvector weight.
CREATE TABLE public.l (a tsvector);
INSERT INTO public.l VALUES ('x:1A');
CREATE TABLE public.r (a tsvector);
INSERT INTO public.r VALUES ('x:1B');
