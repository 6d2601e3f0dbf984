-- Equal rows do not cancel.
CREATE TABLE public.l (a int);
INSERT INTO public.l VALUES (1), (1);
CREATE TABLE public.r (a int);
INSERT INTO public.r VALUES (2), (2);
