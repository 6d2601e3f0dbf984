-- The write that production must refuse with SQLSTATE 25006; if it were not refused it would do nothing: WHERE false.
DELETE FROM pg_catalog.pg_description WHERE false
