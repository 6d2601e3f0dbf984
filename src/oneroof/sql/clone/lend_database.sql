-- Lend the owner of an extension what it needs to make it; taken back in the same transaction.
GRANT CREATE ON DATABASE {name} TO {role}
