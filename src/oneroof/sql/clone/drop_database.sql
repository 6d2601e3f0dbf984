-- Remove a database that nobody is connected to.
DROP DATABASE IF EXISTS {name}
