-- A column that was dropped, and an update that moved the row.
CREATE TABLE public.l (a int, b text);
INSERT INTO public.l VALUES (1, 'x');
CREATE TABLE public.r (gone int, a int, b text);
INSERT INTO public.r VALUES (9, 1, 'y');
ALTER TABLE public.r DROP gone;
UPDATE public.r SET b = 'x';
