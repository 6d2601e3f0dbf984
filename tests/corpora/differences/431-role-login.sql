-- expects: cluster role:"R ole 'B'" connections
-- expects: cluster role:"R ole 'B'" login
-- expects: cluster role:"R ole 'B'" valid_until
-- change
ALTER ROLE "R ole 'B'" LOGIN CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 00:00+00';
-- undo
ALTER ROLE "R ole 'B'" NOLOGIN CONNECTION LIMIT -1 VALID UNTIL 'infinity';
