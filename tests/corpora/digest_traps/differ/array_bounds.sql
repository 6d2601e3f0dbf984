-- Array bounds.
CREATE TABLE public.l (a int[]);
INSERT INTO public.l VALUES ('{1,2}');
CREATE TABLE public.r (a int[]);
INSERT INTO public.r VALUES ('[0:1]={1,2}');
