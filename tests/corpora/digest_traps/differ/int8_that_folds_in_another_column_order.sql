-- Int8 that folds in another column order.
CREATE TABLE public.l (a int8, b int8);
INSERT INTO public.l VALUES (1, 4294967296);
CREATE TABLE public.r (a int8, b int8);
INSERT INTO public.r VALUES (4294967296, 1);
