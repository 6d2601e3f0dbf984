-- The demo production's database. database is its name.
CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'
