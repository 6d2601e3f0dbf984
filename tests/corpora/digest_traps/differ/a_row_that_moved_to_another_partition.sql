-- A row that is in another leaf: each leaf is a table of its own (l and r are the same leaf before and after).
CREATE TABLE public.before (a int, b int) PARTITION BY LIST (b);
CREATE TABLE public.l PARTITION OF public.before FOR VALUES IN (1);
CREATE TABLE public.l2 PARTITION OF public.before FOR VALUES IN (2);
INSERT INTO public.before VALUES (7, 1), (8, 2);
CREATE TABLE public.after (a int, b int) PARTITION BY LIST (b);
CREATE TABLE public.r PARTITION OF public.after FOR VALUES IN (1);
CREATE TABLE public.r2 PARTITION OF public.after FOR VALUES IN (2);
INSERT INTO public.after VALUES (7, 1), (8, 2);
UPDATE public.after SET b = 2 WHERE a = 7;
