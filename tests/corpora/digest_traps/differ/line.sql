-- Line.
CREATE TABLE public.l (a line);
INSERT INTO public.l VALUES ('{1,2,3}');
CREATE TABLE public.r (a line);
INSERT INTO public.r VALUES ('{1,2,4}');
