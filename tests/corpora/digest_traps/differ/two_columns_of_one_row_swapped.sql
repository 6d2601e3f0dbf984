-- Two columns of one row swapped.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, 2);
CREATE TABLE public.r (a int, b int);
INSERT INTO public.r VALUES (2, 1);
