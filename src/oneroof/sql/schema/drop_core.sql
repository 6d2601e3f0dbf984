-- Take the core away: functions after the tables whose triggers call them, the schema last, and nothing that is not ours.
DROP TABLE oneroof.os_gate_log, oneroof.governance_rollout, oneroof.os_gate_hold, oneroof.os_proposal_approvals,
    oneroof.os_proposal_signature, oneroof.os_proposal, oneroof.os_authority_model, oneroof.database_identity,
    oneroof.schema_object, oneroof.schema_migration;
DROP FUNCTION oneroof.fn_gate_attempt(text, text, text, jsonb),
    oneroof.fn_rollout_record(text, text, text, text, jsonb), oneroof.fn_gate_refusal(text, text, text, text, jsonb),
    oneroof.fn_gate_head(), oneroof.fn_refuse(text, text), oneroof.fn_gate_log_chain(), oneroof.fn_gate_log_root(),
    oneroof.fn_gate_log_hash(text, bigint, text, text, jsonb, timestamptz, text), oneroof.fn_rollout_order(),
    oneroof.fn_identity_replace(text, jsonb), oneroof.fn_gate_lock_shared(), oneroof.fn_append_only(),
    oneroof.fn_lock_key_chain(), oneroof.fn_lock_key_gate();
