-- Point negative zero.
CREATE TABLE public.l (a point);
INSERT INTO public.l VALUES ('(0,0)');
CREATE TABLE public.r (a point);
INSERT INTO public.r VALUES ('(-0,0)');
