-- Set or, with NULL, remove the comment of a database.
COMMENT ON DATABASE {name} IS {comment}
