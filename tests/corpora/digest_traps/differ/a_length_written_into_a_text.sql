-- What a binary form says of the next column, written into a text.
CREATE TABLE public.l (a text, b text);
INSERT INTO public.l VALUES ('x', '    y');
CREATE TABLE public.r (a text, b text);
INSERT INTO public.r VALUES ('x    ', 'y');
