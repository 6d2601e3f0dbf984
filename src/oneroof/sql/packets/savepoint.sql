-- The beginning of something that is only measured and then undone.
SAVEPOINT oneroof_measure
