-- Numerics as arithmetic leaves them and as a dump reads them.
CREATE TABLE public.l (a numeric);
INSERT INTO public.l VALUES (1.5 - 1.5), (100::numeric / 4), (-0.0), (power(10::numeric, 30) - power(10::numeric, 30)), (12345.6700 * 1.0);
CREATE TABLE public.r (a numeric);
INSERT INTO public.r SELECT a::text::numeric FROM public.l;
