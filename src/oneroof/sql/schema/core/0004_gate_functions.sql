-- Core, migration 4: what a rollout asks of the gate, and what it writes there.

CREATE FUNCTION oneroof.fn_refuse(code text, message text) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION '%', coalesce(message, 'refused') USING ERRCODE = code;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_refuse(text, text) IS 'Raises the message with the SQLSTATE; for statements of plain SQL';

CREATE FUNCTION oneroof.fn_gate_head() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce((SELECT log.hash FROM ONLY oneroof.os_gate_log AS log ORDER BY log.height DESC LIMIT 1),
                    oneroof.fn_gate_log_root())
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_head() IS 'Hash of the newest entry of the gate log, or the root where it is empty';

CREATE FUNCTION oneroof.fn_gate_refusal(
    apr_code text, packet_digest text, plan_digest text, direction text, verified jsonb
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
#variable_conflict use_column
DECLARE
    p_apr text := apr_code;
    p_packet text := packet_digest;
    held oneroof.os_proposal_approvals;
BEGIN
    IF NOT EXISTS (SELECT FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = p_apr) THEN
        RETURN jsonb_build_object('code', 'no-proposal', 'what', 'proposal', 'expected', p_apr, 'found', 'none');
    END IF;
    SELECT a.* INTO held FROM ONLY oneroof.os_proposal_approvals AS a
      JOIN ONLY oneroof.database_identity AS here ON here.database_uid = a.database_uid
     WHERE a.apr_code = p_apr AND a.subject_kind = 'packet' AND a.subject_digest = p_packet;
    IF held.approval_id IS NULL THEN
        RETURN jsonb_build_object('code', 'not-ratified', 'what', 'approval', 'expected', p_packet, 'found', 'none');
    END IF;
    IF held.expires_at <= clock_timestamp() AND direction = 'forward' THEN
        RETURN jsonb_build_object('code', 'expired', 'what', 'approval', 'expected', 'unexpired', 'found', held.expires_at);
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb) IS
    'Why the gate is closed for a packet: code, what, expected, found; NULL: it is open';
REVOKE EXECUTE ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb) FROM PUBLIC;

CREATE FUNCTION oneroof.fn_rollout_record(apr_code text, packet_digest text, packet_code text, act text, deltas jsonb)
    RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    made oneroof.governance_rollout;
    hash text;
BEGIN
    INSERT INTO oneroof.governance_rollout (apr_code, packet_digest, packet_code, act, deltas, database_uid)
    SELECT $1, $2, $3, $4, $5, here.database_uid FROM ONLY oneroof.database_identity AS here
    RETURNING * INTO made;
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    VALUES ($4, $1, jsonb_build_object('packet_digest', $2, 'packet_code', $3, 'deltas', $5))
    RETURNING os_gate_log.hash INTO hash;
    RETURN jsonb_build_object('packet_digest', made.packet_digest, 'apr_code', made.apr_code, 'act', made.act,
        'packet_code', made.packet_code, 'database_uid', made.database_uid, 'deltas', made.deltas,
        'recorded_at', to_char(made.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'recorded_by', made.recorded_by, 'hash', hash);
END
$body$;
COMMENT ON FUNCTION oneroof.fn_rollout_record(text, text, text, text, jsonb) IS
    'Records that a packet ran (executed) or was taken back (rolled_back); gives the row and the hash of its log entry';
REVOKE EXECUTE ON FUNCTION oneroof.fn_rollout_record(text, text, text, text, jsonb) FROM PUBLIC;

CREATE FUNCTION oneroof.fn_gate_attempt(apr_code text, packet_digest text, outcome text, detail jsonb)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    made text;
BEGIN
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    VALUES ('attempt_' || $3, $1, jsonb_build_object('packet_digest', $2, 'detail', $4)) RETURNING hash INTO made;
    RETURN made;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_attempt(text, text, text, jsonb) IS
    'Logs an attempt that was refused or failed, from a transaction of its own; gives the hash of the entry';
REVOKE EXECUTE ON FUNCTION oneroof.fn_gate_attempt(text, text, text, jsonb) FROM PUBLIC;
