-- A value in line and out of line.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (repeat('x', 100000));
CREATE TABLE public.r (a text);
ALTER TABLE public.r ALTER a SET STORAGE EXTERNAL;
INSERT INTO public.r VALUES (repeat('x', 100000));
