-- Xml.
-- needs: libxml
CREATE TABLE public.l (a xml);
INSERT INTO public.l VALUES ('<a/>');
CREATE TABLE public.r (a xml);
INSERT INTO public.r VALUES ('<a></a>');
