-- Log an attempt at a rollout that was refused or failed; gives the hash of the entry.
-- apr_code text, packet_digest text, outcome text (refused, failed), detail jsonb
SELECT oneroof.fn_gate_attempt(%(apr_code)s::text, %(packet_digest)s::text, %(outcome)s::text, %(detail)s::jsonb) AS hash
