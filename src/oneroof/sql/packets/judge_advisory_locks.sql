-- Advisory locks that would outlive the transaction. PostgreSQL does not say of a lock whether it is the session's or the
-- transaction's, but it releases only the session's on request: one that lets itself be released was the session's.
-- start jsonb (as packets/read_backend gives them), now jsonb
WITH gained AS (
    SELECT pg_catalog.string_to_array(n.lock, ' ') AS part
      FROM pg_catalog.jsonb_array_elements_text(%(now)s::jsonb) AS n (lock)
     WHERE NOT %(start)s::jsonb ? n.lock
), tried AS (
    SELECT CASE WHEN g.part[3] = '1' AND g.part[4] = 'ExclusiveLock'
                THEN pg_catalog.pg_advisory_unlock((g.part[1]::bigint << 32) | g.part[2]::bigint)
                WHEN g.part[3] = '1'
                THEN pg_catalog.pg_advisory_unlock_shared((g.part[1]::bigint << 32) | g.part[2]::bigint)
                WHEN g.part[4] = 'ExclusiveLock'
                THEN pg_catalog.pg_advisory_unlock(g.part[1]::oid::integer, g.part[2]::oid::integer)
                ELSE pg_catalog.pg_advisory_unlock_shared(g.part[1]::oid::integer, g.part[2]::oid::integer) END AS released
      FROM gained g
)
SELECT CASE WHEN pg_catalog.count(*) FILTER (WHERE t.released) > 0 THEN pg_catalog.jsonb_build_object(
           'what', 'advisory locks that outlive the transaction', 'expected', '0',
           'found', pg_catalog.count(*) FILTER (WHERE t.released)::text) END AS deviation
  FROM tried t
