-- Give a privilege on the database.
GRANT {privilege} ON DATABASE {name} TO {grantee}
