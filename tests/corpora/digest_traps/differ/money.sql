-- Money.
CREATE TABLE public.l (a money);
INSERT INTO public.l VALUES ('1.00');
CREATE TABLE public.r (a money);
INSERT INTO public.r VALUES ('1.01');
