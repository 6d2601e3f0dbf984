-- The identity that oneroof gave this database: at most one row.
SELECT database_uid::text AS database_uid, kind, parent FROM ONLY oneroof.database_identity
