-- The schema of a clone whose production never saw oneroof; the comment is that of the core migration.
CREATE SCHEMA oneroof
