-- Xid8 that folds.
CREATE TABLE public.l (a xid8);
INSERT INTO public.l VALUES ('1');
CREATE TABLE public.r (a xid8);
INSERT INTO public.r VALUES ('4294967296');
