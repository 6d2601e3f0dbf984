-- An array that once held a null keeps room for it, and its binary form says so; a dump does not bring that back.
CREATE TABLE public.l (a int[], b text[], c int[][]);
INSERT INTO public.l VALUES ('{1,NULL,3}', '{x,NULL}', '{{1,NULL},{3,4}}');
UPDATE public.l SET a[2] = 2, b[2] = 'y', c[1][2] = 2;
CREATE TABLE public.r (a int[], b text[], c int[][]);
INSERT INTO public.r VALUES ('{1,2,3}', '{x,y}', '{{1,2},{3,4}}');
