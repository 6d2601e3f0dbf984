-- Dates one day apart before Christ.
CREATE TABLE public.l (a date);
INSERT INTO public.l VALUES ('4713-01-02 BC');
CREATE TABLE public.r (a date);
INSERT INTO public.r VALUES ('4713-01-01 BC');
