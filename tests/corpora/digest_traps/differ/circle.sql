-- Circle.
CREATE TABLE public.l (a circle);
INSERT INTO public.l VALUES ('<(0,0),1>');
CREATE TABLE public.r (a circle);
INSERT INTO public.r VALUES ('<(0,0),2>');
