-- Name.
CREATE TABLE public.l (a name);
INSERT INTO public.l VALUES ('x');
CREATE TABLE public.r (a name);
INSERT INTO public.r VALUES ('y');
