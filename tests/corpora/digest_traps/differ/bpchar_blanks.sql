-- Bpchar blanks.
CREATE TABLE public.l (a bpchar);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a bpchar);
INSERT INTO public.r VALUES ('a  ');
