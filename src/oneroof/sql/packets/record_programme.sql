-- The log of a programme's run: one row of os_gate_log.
-- apr_code text, packet_digest text, packet_code text, deltas jsonb (packets/show_writes)
SELECT oneroof.fn_programme_record(%(apr_code)s::text, %(packet_digest)s::text, %(packet_code)s::text,
                                   %(deltas)s::jsonb)::text AS recorded
