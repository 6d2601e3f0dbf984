-- A regrole whose object was made again has another number and prints the same.
CREATE ROLE digest_trap_role;
CREATE TABLE public.t (a regrole);
INSERT INTO public.t VALUES ('digest_trap_role');
-- again
TRUNCATE public.t;
DROP ROLE digest_trap_role;
CREATE ROLE digest_trap_role;
INSERT INTO public.t VALUES ('digest_trap_role');
