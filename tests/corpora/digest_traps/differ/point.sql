-- Point.
CREATE TABLE public.l (a point);
INSERT INTO public.l VALUES ('(1,2)');
CREATE TABLE public.r (a point);
INSERT INTO public.r VALUES ('(1,2.0000000000000004)');
