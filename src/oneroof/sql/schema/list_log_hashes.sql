-- The gate log's chain: every entry's hash, from the first on.
SELECT l.hash
  FROM ONLY oneroof.os_gate_log AS l
 ORDER BY l.height
