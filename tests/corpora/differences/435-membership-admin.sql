-- expects: cluster membership:"Gro.up"."R ole 'B'".postgres admin
-- change
GRANT "Gro.up" TO "R ole 'B'" WITH ADMIN OPTION;
-- undo
REVOKE ADMIN OPTION FOR "Gro.up" FROM "R ole 'B'";
