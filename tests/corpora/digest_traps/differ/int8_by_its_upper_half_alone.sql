-- Int8 by its upper half alone.
CREATE TABLE public.l (a int8);
INSERT INTO public.l VALUES (8589934592);
CREATE TABLE public.r (a int8);
INSERT INTO public.r VALUES (12884901888);
