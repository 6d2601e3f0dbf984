-- A transaction that writes and sees one moment.
BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE, NOT DEFERRABLE
