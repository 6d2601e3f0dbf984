-- Core, migration 7: runs of a programme, which an approval lets happen again and again until it expires.

CREATE FUNCTION oneroof.fn_programme_record(apr_code text, packet_digest text, packet_code text, deltas jsonb)
    RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    subject jsonb;
    refusal jsonb;
BEGIN
    IF NOT oneroof.fn_gate_holds_rollout_lock() THEN
        PERFORM oneroof.fn_refuse('OR209', 'a run is recorded by the programme itself, which holds the gate''s lock');
    END IF;
    SELECT oneroof.fn_gate_subject(p.canonical, $2, oneroof.fn_gate_here()) INTO subject
      FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = $1;
    refusal := oneroof.fn_gate_refusal($1, $2, subject->>'plan_digest', 'programme', NULL);
    IF refusal IS NOT NULL OR subject->>'code' IS DISTINCT FROM $3 THEN
        PERFORM oneroof.fn_refuse('OR210', format('the gate is closed for the programme of %s: %s: expected %s, found %s', $3,
            coalesce(refusal->>'what', 'packet'), coalesce(refusal->>'expected', subject->>'code'), coalesce(refusal->>'found', $3)));
    END IF;
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    VALUES ('programme_run', $1, jsonb_build_object(
        'packet_digest', $2, 'packet_code', $3, 'deltas', $4, 'transaction_id', pg_current_xact_id()::text));
    RETURN jsonb_build_object('hash', oneroof.fn_gate_head());
END
$body$;
COMMENT ON FUNCTION oneroof.fn_programme_record(text, text, text, jsonb) IS
    'Logs one run of a programme, under the rollout''s lock and through an open gate; gives the hash of its log entry';
REVOKE EXECUTE ON FUNCTION oneroof.fn_programme_record(text, text, text, jsonb) FROM PUBLIC;
