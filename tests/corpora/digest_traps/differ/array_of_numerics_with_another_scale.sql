-- Array of numerics with another scale.
CREATE TABLE public.l (a numeric[]);
INSERT INTO public.l VALUES ('{1.0}');
CREATE TABLE public.r (a numeric[]);
INSERT INTO public.r VALUES ('{1.00}');
