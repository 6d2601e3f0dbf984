-- Remove a language that nothing depends on any more.
DROP LANGUAGE {language}
