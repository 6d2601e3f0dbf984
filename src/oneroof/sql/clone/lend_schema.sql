-- Lend the owner of an extension what it needs to make it; taken back in the same transaction.
GRANT USAGE, CREATE ON SCHEMA {schema} TO {role}
