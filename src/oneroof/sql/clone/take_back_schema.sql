-- Take back what was lent.
REVOKE USAGE, CREATE ON SCHEMA {schema} FROM {role}
