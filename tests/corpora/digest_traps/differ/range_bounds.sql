-- Range bounds.
CREATE TABLE public.l (a numrange);
INSERT INTO public.l VALUES ('[1,2)');
CREATE TABLE public.r (a numrange);
INSERT INTO public.r VALUES ('(1,2)');
