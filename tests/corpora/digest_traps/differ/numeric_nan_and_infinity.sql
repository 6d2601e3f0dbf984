-- Numeric NaN and infinity: both hash to the seed.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES ('NaN');
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES ('Infinity');
