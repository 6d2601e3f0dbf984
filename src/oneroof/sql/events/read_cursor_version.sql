-- The version of a consumer's cursor: it changes with every write to the row, also one that says the same. consumer text
SELECT ctid::text || ' ' || xmin::text AS version
  FROM ONLY {governance}.governance_worker_cursor
 WHERE consumer = %(consumer)s::text
