-- A domain with a collation that calls them equal.
-- needs: icu
CREATE COLLATION public.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE DOMAIN public.d1 AS text COLLATE public.loose;
CREATE TABLE public.l (a public.d1);
INSERT INTO public.l VALUES ('a');
CREATE TABLE public.r (a public.d1);
INSERT INTO public.r VALUES ('A');
