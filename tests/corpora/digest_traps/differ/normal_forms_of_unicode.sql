-- Normal forms of Unicode.
CREATE TABLE public.l (a text);
INSERT INTO public.l VALUES (U&'\00e9');
CREATE TABLE public.r (a text);
INSERT INTO public.r VALUES (U&'e\0301');
