-- Varchar blanks.
CREATE TABLE public.l (a varchar(9));
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a varchar(9));
INSERT INTO public.r VALUES ('a ');
