-- One bit in the middle of a large bytea.
CREATE TABLE public.l (a bytea);
INSERT INTO public.l VALUES (decode(repeat('ab', 50000), 'hex'));
CREATE TABLE public.r (a bytea);
INSERT INTO public.r VALUES (set_bit(decode(repeat('ab', 50000), 'hex'), 200000, 0));
