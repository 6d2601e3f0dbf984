-- Remove a role.
DROP ROLE {role}
