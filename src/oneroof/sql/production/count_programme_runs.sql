-- How often the gate's log has a run of this programme by this transaction: 1 or 0.
-- packet_digest text, apr_code text, transaction_id text (as pg_current_xact_id gave it)
SELECT pg_catalog.count(*) AS rows
  FROM ONLY oneroof.os_gate_log AS l
 WHERE l.act = 'programme_run'
   AND l.subject = %(apr_code)s::text
   AND l.content ->> 'packet_digest' = %(packet_digest)s::text
   AND l.content ->> 'transaction_id' = %(transaction_id)s::text
