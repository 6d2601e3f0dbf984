-- A parent's own rows, whatever its children hold.
CREATE TABLE public.l (a int);
INSERT INTO public.l VALUES (1);
CREATE TABLE public.r (a int);
INSERT INTO public.r VALUES (1);
CREATE TABLE public.child () INHERITS (public.r);
INSERT INTO public.child VALUES (2), (3);
