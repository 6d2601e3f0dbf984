-- Values that add up to the same.
CREATE TABLE public.l (a int);
INSERT INTO public.l VALUES (1), (4);
CREATE TABLE public.r (a int);
INSERT INTO public.r VALUES (2), (3);
