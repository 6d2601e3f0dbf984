-- Bool and NULL.
CREATE TABLE public.l (a bool);
INSERT INTO public.l VALUES (NULL);
CREATE TABLE public.r (a bool);
INSERT INTO public.r VALUES (false);
