-- The rows that a table itself holds, in the order in which they lie; columns in parentheses, options of COPY.
COPY {relation} {columns} TO STDOUT WITH ({options})
