-- How many rows the gate has: what uninstall refuses to lose.
SELECT (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_proposal_approvals) AS approvals,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.governance_rollout)    AS rollouts
