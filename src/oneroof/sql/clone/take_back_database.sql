-- Take back what was lent.
REVOKE CREATE ON DATABASE {name} FROM {role}
