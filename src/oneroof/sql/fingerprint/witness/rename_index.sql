-- The real one makes room for a scratch one of its name; rolled back.
ALTER INDEX {index} RENAME TO {scratch}
