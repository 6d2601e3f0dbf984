-- Rows of system_issues written by a transaction that began after a moment. since text: the next transaction id then
WITH moment AS (
    SELECT pg_catalog.mod(%(since)s::pg_catalog.numeric, 4294967296) AS xid
)
SELECT pg_catalog.count(*)
  FROM ONLY {governance}.system_issues AS issue, moment
 WHERE pg_catalog.mod(issue.xmin::text::pg_catalog.numeric - moment.xid + 4294967296, 4294967296) < 2147483648
