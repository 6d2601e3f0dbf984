-- The log: one row of governance_rollout; a trigger of its writes the one row of os_gate_log.
-- apr_code text, packet_digest text, packet_code text, act text (executed, rolled_back), deltas jsonb (packets/show_writes)
SELECT oneroof.fn_rollout_record(%(apr_code)s::text, %(packet_digest)s::text, %(packet_code)s::text, %(act)s::text,
                                 %(deltas)s::jsonb)::text AS recorded
