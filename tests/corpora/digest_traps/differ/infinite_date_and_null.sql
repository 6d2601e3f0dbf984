-- An infinite date and null.
CREATE TABLE public.l (a date);
INSERT INTO public.l VALUES ('infinity');
CREATE TABLE public.r (a date);
INSERT INTO public.r VALUES (NULL);
