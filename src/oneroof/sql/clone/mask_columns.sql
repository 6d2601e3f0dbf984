-- Replace the values of columns in every row that a table itself holds.
UPDATE ONLY {table} AS oneroof_row SET {assignments}
