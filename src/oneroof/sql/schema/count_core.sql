-- How many rows the core's tables hold.
SELECT (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_authority_model)    AS os_authority_model,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_proposal)           AS os_proposal,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_proposal_signature) AS os_proposal_signature,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_proposal_approvals) AS os_proposal_approvals,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_gate_hold)          AS os_gate_hold,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.governance_rollout)    AS governance_rollout,
       (SELECT pg_catalog.count(*) FROM ONLY oneroof.os_gate_log)           AS os_gate_log
