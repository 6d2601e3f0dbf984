-- A default that is not stored in the old rows.
CREATE TABLE public.l (a int, b int);
INSERT INTO public.l VALUES (1, 7);
CREATE TABLE public.r (a int);
INSERT INTO public.r VALUES (1);
ALTER TABLE public.r ADD b int DEFAULT 7;
