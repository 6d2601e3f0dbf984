-- The demo production's database goes, also when somebody is connected. database is its name.
DROP DATABASE {database} WITH (FORCE)
