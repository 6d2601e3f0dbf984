-- Who may do what in the core. Of a gate table's row a recorder gives bytes and signature; all else is derived.
GRANT USAGE ON SCHEMA oneroof TO oneroof_reader, oneroof_operator, oneroof_recorder, oneroof_ratifier, oneroof_dispatcher,
    oneroof_activator;
GRANT SELECT ON oneroof.database_identity TO oneroof_reader, oneroof_operator, oneroof_recorder, oneroof_ratifier,
    oneroof_dispatcher, oneroof_activator;
GRANT SELECT ON oneroof.schema_migration, oneroof.schema_object, oneroof.os_authority_model, oneroof.os_proposal,
    oneroof.os_proposal_signature, oneroof.os_proposal_approvals, oneroof.os_gate_hold, oneroof.governance_rollout,
    oneroof.os_gate_log TO oneroof_reader, oneroof_operator, oneroof_recorder, oneroof_ratifier;
GRANT INSERT (content, canonical_content) ON oneroof.os_authority_model TO oneroof_recorder;
GRANT INSERT (statement, proposer_act, proposer_act_signature) ON oneroof.os_proposal TO oneroof_recorder;
GRANT INSERT (act, signature) ON oneroof.os_proposal_signature TO oneroof_recorder;
GRANT INSERT (act, signature) ON oneroof.os_gate_hold TO oneroof_recorder;
GRANT EXECUTE ON FUNCTION oneroof.fn_ratify(text, jsonb) TO oneroof_ratifier;
GRANT EXECUTE ON FUNCTION oneroof.fn_gate_quorum(text)
    TO oneroof_reader, oneroof_operator, oneroof_recorder, oneroof_ratifier;
GRANT EXECUTE ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb) TO oneroof_reader, oneroof_operator;
GRANT EXECUTE ON FUNCTION oneroof.fn_rollout_record(text, text, text, text, jsonb),
    oneroof.fn_programme_record(text, text, text, jsonb),
    oneroof.fn_gate_attempt(text, text, text, jsonb) TO oneroof_operator;
