-- expects: cluster membership:"Gro.up"."R ole 'B'".postgres inherit
-- from 16
-- change
GRANT "Gro.up" TO "R ole 'B'" WITH INHERIT FALSE;
-- undo
GRANT "Gro.up" TO "R ole 'B'" WITH INHERIT TRUE;
