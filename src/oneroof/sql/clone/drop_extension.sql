-- Remove an extension that nothing depends on any more.
DROP EXTENSION {extension}
