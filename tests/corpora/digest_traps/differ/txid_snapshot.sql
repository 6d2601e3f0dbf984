-- Txid_snapshot.
CREATE TABLE public.l (a pg_snapshot);
INSERT INTO public.l VALUES ('1:9:');
CREATE TABLE public.r (a pg_snapshot);
INSERT INTO public.r VALUES ('1:9:3');
