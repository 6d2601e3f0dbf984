-- Every row of the gate, of its log and of the identity, by table, in a fixed order: what an uninstall would lose.
SELECT pg_catalog.jsonb_build_object(
    'database_identity', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t)), '[]')
                            FROM ONLY oneroof.database_identity AS t),
    'os_authority_model', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.version), '[]')
                             FROM ONLY oneroof.os_authority_model AS t),
    'os_proposal', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.apr_code COLLATE "C"), '[]')
                      FROM ONLY oneroof.os_proposal AS t),
    'os_proposal_signature', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.act_digest COLLATE "C"), '[]')
                                FROM ONLY oneroof.os_proposal_signature AS t),
    'os_gate_hold', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.act_digest COLLATE "C"), '[]')
                       FROM ONLY oneroof.os_gate_hold AS t),
    'os_proposal_approvals', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.approval_id), '[]')
                                FROM ONLY oneroof.os_proposal_approvals AS t),
    'governance_rollout', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t)
                                      ORDER BY t.packet_digest COLLATE "C", t.apr_code COLLATE "C", t.act COLLATE "C"), '[]')
                             FROM ONLY oneroof.governance_rollout AS t),
    'os_gate_log', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(t) ORDER BY t.height), '[]')
                      FROM ONLY oneroof.os_gate_log AS t)
) AS tables
