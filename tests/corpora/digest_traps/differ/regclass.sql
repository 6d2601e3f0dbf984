-- Regclass.
CREATE TABLE public.l (a regclass);
INSERT INTO public.l VALUES ('pg_class');
CREATE TABLE public.r (a regclass);
INSERT INTO public.r VALUES ('pg_proc');
