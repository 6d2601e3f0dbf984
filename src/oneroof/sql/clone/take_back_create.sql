-- Take back what was lent; in production the schema's ACL does not grant it.
REVOKE CREATE ON SCHEMA {schema} FROM {role}
