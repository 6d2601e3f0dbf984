-- Undo a prepared transaction; only in the database in which it was prepared.
ROLLBACK PREPARED {gid}
