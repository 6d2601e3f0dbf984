-- Constraints are the catalog's, not the rows'.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, 'x');
CREATE TABLE public.r (a int PRIMARY KEY CHECK (a > 0), b text NOT NULL);
INSERT INTO public.r VALUES (1, 'x');
