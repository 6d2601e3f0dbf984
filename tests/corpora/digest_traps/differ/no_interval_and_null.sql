-- An interval of nothing and null.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('0');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES (NULL);
