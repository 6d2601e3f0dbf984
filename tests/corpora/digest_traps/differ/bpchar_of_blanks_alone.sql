-- Bpchar of blanks alone.
CREATE TABLE public.l (a bpchar);
INSERT INTO public.l VALUES ('');
CREATE TABLE public.r (a bpchar);
INSERT INTO public.r VALUES ('   ');
