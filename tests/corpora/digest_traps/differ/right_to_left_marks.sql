-- Right to left marks.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES ('a' || chr(8206));
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES ('a' || chr(8207));
