-- expects: catalog default_privileges:"R ole 'B'".*.f +
-- change
ALTER DEFAULT PRIVILEGES FOR ROLE "R ole 'B'" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
