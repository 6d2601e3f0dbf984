-- Rows as COPY gave them, into a table of the clone.
COPY {relation} {columns} FROM STDIN WITH ({options})
