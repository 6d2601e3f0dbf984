-- Pg_lsn that folds.
CREATE TABLE public.l (a pg_lsn);
INSERT INTO public.l VALUES ('0/1');
CREATE TABLE public.r (a pg_lsn);
INSERT INTO public.r VALUES ('1/0');
