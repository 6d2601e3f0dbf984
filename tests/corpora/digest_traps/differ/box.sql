-- Box.
CREATE TABLE public.l (a box);
INSERT INTO public.l VALUES ('(1,1),(0,0)');
CREATE TABLE public.r (a box);
INSERT INTO public.r VALUES ('(1,1),(0,0.5)');
