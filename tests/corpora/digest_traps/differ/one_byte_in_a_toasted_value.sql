-- One byte in a toasted value.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (repeat('x', 1000000) || 'y');
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES (repeat('x', 500000) || 'z' || repeat('x', 499999) || 'y');
