-- Carry one setting of the database.
ALTER DATABASE {name} SET {setting} TO {value}
