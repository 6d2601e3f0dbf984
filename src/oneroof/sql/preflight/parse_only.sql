-- Has the server parse a text and run nothing of it: a message is parsed as a whole before its first statement runs, and the
-- first one fails (the manual, section 55.2.2.1). SQLSTATE 22012 (division by zero) means that all of it parses.
SELECT 1 / 0;
{text}
