-- Path open and closed.
CREATE TABLE public.l (a path);
INSERT INTO public.l VALUES ('[(0,0),(1,1)]');
CREATE TABLE public.r (a path);
INSERT INTO public.r VALUES ('((0,0),(1,1))');
