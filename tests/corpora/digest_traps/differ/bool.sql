-- Bool.
CREATE TABLE public.l (a bool);
INSERT INTO public.l VALUES (true);
CREATE TABLE public.r (a bool);
INSERT INTO public.r VALUES (false);
