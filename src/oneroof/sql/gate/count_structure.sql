-- Who has signed a proposal, as the database counts it: by structure alone, no signature is verified.
-- apr_code text
SELECT oneroof.fn_gate_quorum(%(apr_code)s::text) AS quorum
