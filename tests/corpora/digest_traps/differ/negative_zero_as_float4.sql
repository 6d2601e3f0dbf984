-- Negative zero as float4.
CREATE TABLE public.l (a float4);
INSERT INTO public.l VALUES ('0');
CREATE TABLE public.r (a float4);
INSERT INTO public.r VALUES ('-0');
