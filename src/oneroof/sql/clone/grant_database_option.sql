-- Give a privilege on the database, and the right to pass it on.
GRANT {privilege} ON DATABASE {name} TO {grantee} WITH GRANT OPTION
