-- A collation that calls them equal.
-- needs: icu
CREATE COLLATION public.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE TABLE public.l (a text COLLATE public.loose);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a text COLLATE public.loose);
INSERT INTO public.r VALUES ('A');
