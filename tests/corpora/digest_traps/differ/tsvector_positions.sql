-- Tsvector positions.
CREATE TABLE public.l (a tsvector);
INSERT INTO public.l VALUES ('x:1');
CREATE TABLE public.r (a tsvector);
INSERT INTO public.r VALUES ('x:2');
