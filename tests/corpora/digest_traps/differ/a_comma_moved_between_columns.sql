-- A comma moved between columns.
CREATE TABLE public.l (a text, b text);
INSERT INTO public.l VALUES ('a,b', 'c');
CREATE TABLE public.r (a text, b text);
INSERT INTO public.r VALUES ('a', 'b,c');
