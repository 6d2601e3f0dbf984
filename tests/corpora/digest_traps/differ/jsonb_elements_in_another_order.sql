-- Jsonb elements in another order.
CREATE TABLE public.l (a jsonb);
INSERT INTO public.l VALUES ('[1, 2]');
CREATE TABLE public.r (a jsonb);
INSERT INTO public.r VALUES ('[2, 1]');
