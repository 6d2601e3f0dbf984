-- One of two equal rows changed to another that is there.
CREATE TABLE public.l (a int);
INSERT INTO public.l VALUES (1), (1), (2);
CREATE TABLE public.r (a int);
INSERT INTO public.r VALUES (1), (2), (2);
