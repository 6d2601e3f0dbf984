-- An interval and its negative.
CREATE TABLE public.l (a interval);
INSERT INTO public.l VALUES ('1 mon 2 days 00:00:03');
CREATE TABLE public.r (a interval);
INSERT INTO public.r VALUES ('-1 mon -2 days -00:00:03');
