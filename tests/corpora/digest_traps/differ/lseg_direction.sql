-- Lseg direction.
CREATE TABLE public.l (a lseg);
INSERT INTO public.l VALUES ('[(0,0),(1,1)]');
CREATE TABLE public.r (a lseg);
INSERT INTO public.r VALUES ('[(1,1),(0,0)]');
