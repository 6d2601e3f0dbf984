-- How often the rollout log has this act of this packet under this proposal: 1 or 0.
-- packet_digest text, apr_code text, act text
SELECT pg_catalog.count(*) AS rows
  FROM ONLY oneroof.governance_rollout AS r
 WHERE r.packet_digest = %(packet_digest)s::text
   AND r.apr_code = %(apr_code)s::text
   AND r.act = %(act)s::text
