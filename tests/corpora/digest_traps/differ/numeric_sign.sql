-- Numeric sign: its own hash ignores it.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES (-12.5);
CREATE TABLE public.r (a numeric);
INSERT INTO public.r VALUES (12.5);
