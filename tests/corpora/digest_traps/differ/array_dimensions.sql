-- Array dimensions.
CREATE TABLE public.l (a int[]);
INSERT INTO public.l VALUES ('{1,2,3,4}');
CREATE TABLE public.r (a int[]);
INSERT INTO public.r VALUES ('{{1,2},{3,4}}');
