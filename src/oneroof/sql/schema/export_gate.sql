-- Every row of the gate, of its log and of the identity, a line of JSON each, in a fixed order: what an uninstall would lose.
SELECT pg_catalog.jsonb_build_object('table', found.relation, 'row', found.content)::text AS line
  FROM (SELECT 1 AS place, 'database_identity' AS relation, pg_catalog.to_jsonb(t) AS content, ''::text AS key
          FROM ONLY oneroof.database_identity AS t
        UNION ALL SELECT 2, 'os_authority_model', pg_catalog.to_jsonb(t), pg_catalog.to_char(t.version, '000000000')
          FROM ONLY oneroof.os_authority_model AS t
        UNION ALL SELECT 3, 'os_proposal', pg_catalog.to_jsonb(t), t.apr_code FROM ONLY oneroof.os_proposal AS t
        UNION ALL SELECT 4, 'os_proposal_signature', pg_catalog.to_jsonb(t), t.act_digest
          FROM ONLY oneroof.os_proposal_signature AS t
        UNION ALL SELECT 5, 'os_gate_hold', pg_catalog.to_jsonb(t), t.act_digest FROM ONLY oneroof.os_gate_hold AS t
        UNION ALL SELECT 6, 'os_proposal_approvals', pg_catalog.to_jsonb(t), t.approval_id::text
          FROM ONLY oneroof.os_proposal_approvals AS t
        UNION ALL SELECT 7, 'governance_rollout', pg_catalog.to_jsonb(t), t.packet_digest || t.apr_code || t.act
          FROM ONLY oneroof.governance_rollout AS t
        UNION ALL SELECT 8, 'os_gate_log', pg_catalog.to_jsonb(t), pg_catalog.to_char(t.height, '0000000000000000000')
          FROM ONLY oneroof.os_gate_log AS t) AS found
 ORDER BY found.place, found.key COLLATE "C"
