-- Oid.
CREATE TABLE public.l (a oid);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a oid);
INSERT INTO public.r VALUES (2);
