-- The whole gate of this database in one row, of one moment: identity, authority models, proposals, acts, holds, approvals,
-- rollouts, the log and what the database finds wrong with it. Bytes are hexadecimal, times ISO 8601.
SELECT pg_catalog.jsonb_build_object(
    'core_version', (SELECT pg_catalog.max(m.version) FROM ONLY oneroof.schema_migration AS m WHERE m.part = 'core'),
    'identity', (SELECT pg_catalog.jsonb_build_object(
                            'system_identifier', (SELECT c.system_identifier::text FROM pg_catalog.pg_control_system() AS c),
                            'database', pg_catalog.current_database()::text,
                            'database_uid', i.database_uid::text, 'kind', i.kind, 'parent', i.parent)
                   FROM ONLY oneroof.database_identity AS i),
    'authorities', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                                'version', m.version, 'content', pg_catalog.encode(m.content, 'hex'),
                                'canonical_content', pg_catalog.encode(m.canonical_content, 'hex'),
                                'canonical', m.canonical::text, 'digest', m.digest,
                                'recorded_at', m.recorded_at) ORDER BY m.version), '[]')
                      FROM ONLY oneroof.os_authority_model AS m),
    'proposals', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                              'apr_code', p.apr_code, 'statement', pg_catalog.encode(p.statement, 'hex'),
                              'statement_digest', p.statement_digest, 'canonical', p.canonical::text,
                              'proposer_act', pg_catalog.encode(p.proposer_act, 'hex'),
                              'proposer_act_signature', p.proposer_act_signature, 'recorded_at', p.recorded_at)
                              ORDER BY p.recorded_at, p.apr_code), '[]')
                    FROM ONLY oneroof.os_proposal AS p),
    'acts', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                         'apr_code', s.apr_code, 'act', pg_catalog.encode(s.act, 'hex'), 'signature', s.signature,
                         'act_digest', s.act_digest, 'meaning', s.meaning, 'member_ref', s.member_ref,
                         'recorded_at', s.recorded_at)
                         ORDER BY s.recorded_at, s.act_digest), '[]')
               FROM ONLY oneroof.os_proposal_signature AS s),
    'holds', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                          'apr_code', h.apr_code, 'act', pg_catalog.encode(h.act, 'hex'), 'signature', h.signature,
                          'act_digest', h.act_digest, 'meaning', h.meaning, 'member_ref', h.member_ref,
                          'recorded_at', h.recorded_at)
                          ORDER BY h.recorded_at, h.act_digest), '[]')
                FROM ONLY oneroof.os_gate_hold AS h),
    'approvals', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(a) - 'ratified_by' ORDER BY a.ratified_at, a.approval_id), '[]')
                    FROM ONLY oneroof.os_proposal_approvals AS a),
    'rollouts', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(r) - 'recorded_by' ORDER BY r.recorded_at), '[]')
                   FROM ONLY oneroof.governance_rollout AS r),
    'log', (SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                        'hash', l.hash, 'prev', l.prev, 'height', l.height, 'act', l.act, 'subject', l.subject,
                        'content', l.content::text, 'logged_at', l.logged_at, 'logged_by', l.logged_by) ORDER BY l.height), '[]')
              FROM ONLY oneroof.os_gate_log AS l),
    'log_problems', (SELECT coalesce(pg_catalog.jsonb_agg(
                                pg_catalog.concat('entry ' || v.height || ': ', v.problem)), '[]')
                       FROM oneroof.fn_gate_log_verify() AS v),
    'head', (SELECT oneroof.fn_gate_head()),
    'height', (SELECT coalesce(pg_catalog.max(l.height), 0) FROM ONLY oneroof.os_gate_log AS l)
) AS state
