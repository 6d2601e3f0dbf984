-- Years before Christ.
CREATE TABLE public.l (a date);
INSERT INTO public.l VALUES ('0044-03-15 BC');
CREATE TABLE public.r (a date);
INSERT INTO public.r VALUES ('0044-03-15');
