-- The end of what was said before, on the same way out: a mark that nobody could know.
COPY (SELECT {mark}) TO STDOUT
