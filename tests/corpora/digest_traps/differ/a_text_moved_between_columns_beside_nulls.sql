-- The same bytes in another column, nulls beside them.
CREATE TABLE public.l (a text, b text, c text);
INSERT INTO public.l VALUES ('x', NULL, '');
CREATE TABLE public.r (a text, b text, c text);
INSERT INTO public.r VALUES ('x', '', NULL);
