-- A denormal float and zero.
CREATE TABLE public.l (a float8);
INSERT INTO public.l VALUES ('5e-324');
CREATE TABLE public.r (a float8);
INSERT INTO public.r VALUES ('0');
