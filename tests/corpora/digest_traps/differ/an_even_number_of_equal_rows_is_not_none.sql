-- An even number of equal rows is not none.
CREATE TABLE public.l (a int);
INSERT INTO public.l VALUES (1), (1);
CREATE TABLE public.r (a int);
