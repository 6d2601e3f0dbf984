-- Array elements swapped.
CREATE TABLE public.l (a int[]);
INSERT INTO public.l VALUES ('{1,2}');
CREATE TABLE public.r (a int[]);
INSERT INTO public.r VALUES ('{2,1}');
