-- Intervals that hash alike: months are thirty days.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('1 year');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES ('360 days');
