-- Hash of the entry of the gate log at a height, or NULL where the log does not reach it.
-- height bigint
SELECT (SELECT l.hash FROM ONLY oneroof.os_gate_log AS l WHERE l.height = %(height)s::bigint) AS hash
