-- Carry one setting of a role in the database.
ALTER ROLE {role} IN DATABASE {name} SET {setting} TO {value}
