-- Drop one of our roles, which nothing needs any more.
DROP ROLE {role}
