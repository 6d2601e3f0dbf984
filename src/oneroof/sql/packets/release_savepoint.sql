-- Forget the savepoint, so that the next one does not stand inside it.
RELEASE SAVEPOINT oneroof_measure
