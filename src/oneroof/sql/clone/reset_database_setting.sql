-- Take one setting of the database back.
ALTER DATABASE {name} RESET {setting}
