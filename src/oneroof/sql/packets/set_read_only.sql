-- Until the savepoint is rolled back, nothing may be written; inside a savepoint this cannot be undone by the statement.
SET LOCAL transaction_read_only = on
