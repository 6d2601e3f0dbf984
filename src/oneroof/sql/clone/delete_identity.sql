-- Forget the identity that was copied along; only where the table stands alone (the core schema has its own function).
DELETE FROM ONLY oneroof.database_identity
