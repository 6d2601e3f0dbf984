-- Whether the gate is open for this packet here and now; NULL when it is. Asked after the rollout lock, so that nobody writes a gate
-- table until the end of the transaction.
-- apr_code text, packet_digest text, plan_digest text, direction text, verified text (jsonb; empty: nothing was verified outside)
SELECT oneroof.fn_gate_refusal(%(apr_code)s::text, %(packet_digest)s::text, %(plan_digest)s::text, %(direction)s::text,
                               nullif(%(verified)s::text, '')::jsonb) AS deviation
