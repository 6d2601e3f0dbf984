-- Polygon.
CREATE TABLE public.l (a polygon);
INSERT INTO public.l VALUES ('((0,0),(1,1),(1,0))');
CREATE TABLE public.r (a polygon);
INSERT INTO public.r VALUES ('((0,0),(1,0),(1,1))');
