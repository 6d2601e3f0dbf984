-- The end of something that was only measured: it is undone, its locks are released.
ROLLBACK TO SAVEPOINT oneroof_measure
