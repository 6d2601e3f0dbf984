-- Array of floats with negative zero.
CREATE TABLE public.l (a float8[]);
INSERT INTO public.l VALUES ('{0}');
CREATE TABLE public.r (a float8[]);
INSERT INTO public.r VALUES ('{-0}');
