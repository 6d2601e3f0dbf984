-- Lend the owner of something in a schema the right to own it there; taken back after the restore.
GRANT CREATE ON SCHEMA {schema} TO {role}
