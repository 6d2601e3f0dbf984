-- The rows of an extension's table that the extension calls the user's, by its own condition (pg_extension.extcondition).
COPY (SELECT {columns} FROM ONLY {relation} {condition}) TO STDOUT WITH ({options})
