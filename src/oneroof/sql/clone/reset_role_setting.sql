-- Take one setting of a role in the database back.
ALTER ROLE {role} IN DATABASE {name} RESET {setting}
