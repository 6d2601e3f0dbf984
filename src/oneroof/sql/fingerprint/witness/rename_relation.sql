-- The real one makes room for a scratch one of its name; rolled back.
ALTER TABLE {relation} RENAME TO {scratch}
