-- NaN of float4.
CREATE TABLE public.l (a float4);
INSERT INTO public.l VALUES (('Infinity'::float8 - 'Infinity'::float8)::float4);
CREATE TABLE public.r (a float4);
INSERT INTO public.r VALUES ('NaN');
