-- Give a database another name; nobody may be connected to it.
ALTER DATABASE {name} RENAME TO {new}
