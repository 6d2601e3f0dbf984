-- A transaction that reads one moment and cannot write.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY, NOT DEFERRABLE
