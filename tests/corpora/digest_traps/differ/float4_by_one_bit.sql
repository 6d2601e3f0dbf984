-- Float4 by one bit.
CREATE TABLE public.l (a float4);
INSERT INTO public.l VALUES ('0.1');
CREATE TABLE public.r (a float4);
INSERT INTO public.r VALUES ('0.100000009');
