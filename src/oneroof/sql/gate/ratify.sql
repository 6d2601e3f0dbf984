-- Write the approvals of a proposal, when what was verified outside is exactly what is here; gives how many.
-- apr_code text, verified jsonb
SELECT oneroof.fn_ratify(%(apr_code)s::text, %(verified)s::jsonb) AS approvals
