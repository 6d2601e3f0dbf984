-- Core, migration 6: whether the gate is open for a packet, what ran, what was tried, and whether the log is whole.

CREATE FUNCTION oneroof.fn_gate_closed(code text, what text, expected text, found text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE RETURN pg_catalog.jsonb_build_object('code', code, 'what', what, 'expected', expected, 'found', found);
COMMENT ON FUNCTION oneroof.fn_gate_closed(text, text, text, text) IS 'A reason for which the gate is closed, as fn_gate_refusal gives it';

CREATE FUNCTION oneroof.fn_gate_say(moment timestamptz) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_say(timestamptz) IS 'A moment as it stands in signed bytes';

CREATE FUNCTION oneroof.fn_gate_subject(statement jsonb, packet_digest text, here jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT subject.value
      FROM jsonb_array_elements(statement->'subjects') AS subject
     WHERE subject.value->>'kind' = 'packet' AND subject.value->>'digest' = $2 AND subject.value->'database' = here
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_subject(jsonb, text, jsonb) IS 'What a statement says of a packet for a database; no row: nothing';

-- Three numbers; what follows them is left out. No version at all is older than every other.
CREATE FUNCTION oneroof.fn_gate_version(version text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT string_to_array(substring(version FROM '^[0-9]{{1,6}}\.[0-9]{{1,6}}\.[0-9]{{1,6}}'), '.')::integer[]
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_version(text) IS 'The three numbers of a version of oneroof, to compare by';

CREATE FUNCTION oneroof.fn_gate_run_refusal(p_apr text, p_packet text, direction text, subject jsonb) RETURNS jsonb
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    ran   oneroof.governance_rollout;
    later text;
BEGIN
    IF direction = 'forward' THEN
        SELECT r.* INTO ran FROM ONLY oneroof.governance_rollout AS r
         WHERE r.packet_digest = p_packet AND r.act = 'executed'
           AND (r.apr_code = p_apr OR NOT EXISTS (
                    SELECT FROM ONLY oneroof.governance_rollout AS back
                     WHERE back.packet_digest = r.packet_digest AND back.apr_code = r.apr_code AND back.act = 'rolled_back'))
         ORDER BY r.recorded_at DESC LIMIT 1;
        RETURN CASE WHEN ran.packet_digest IS NOT NULL THEN oneroof.fn_gate_closed(
            'already-ran', 'packet ' || ran.packet_code, 'not run under ' || p_apr || ', and rolled back where it ran',
            'ran under ' || ran.apr_code || ' at ' || oneroof.fn_gate_say(ran.recorded_at)) END;
    END IF;
    SELECT r.* INTO ran FROM ONLY oneroof.governance_rollout AS r
     WHERE r.packet_digest = p_packet AND r.apr_code = p_apr AND r.act = 'executed';
    IF ran.packet_digest IS NULL OR EXISTS (
        SELECT FROM ONLY oneroof.governance_rollout AS back
         WHERE back.packet_digest = p_packet AND back.apr_code = p_apr AND back.act = 'rolled_back')
    THEN
        RETURN oneroof.fn_gate_closed('not-run', 'packet ' || (subject->>'code'), 'ran under ' || p_apr,
            CASE WHEN ran.packet_digest IS NULL THEN 'never ran under it' ELSE 'was rolled back' END);
    END IF;
    IF clock_timestamp() > ran.recorded_at + (subject->>'rollback_within')::bigint * interval '1 second' IS NOT FALSE THEN
        RETURN oneroof.fn_gate_closed('window-passed', 'rollback window', 'until ' || coalesce(oneroof.fn_gate_say(
            ran.recorded_at + (subject->>'rollback_within')::bigint * interval '1 second'), 'unknown'),
            oneroof.fn_gate_say(clock_timestamp()));
    END IF;
    SELECT r.packet_code INTO later
      FROM ONLY oneroof.governance_rollout AS r
      JOIN ONLY oneroof.os_proposal AS p ON p.apr_code = r.apr_code
      CROSS JOIN LATERAL oneroof.fn_gate_subject(p.canonical, r.packet_digest, subject->'database') AS theirs (says)
     WHERE r.act = 'executed' AND (theirs.says->>'phase')::integer > (subject->>'phase')::integer
       AND NOT EXISTS (SELECT FROM ONLY oneroof.governance_rollout AS back
                        WHERE back.packet_digest = r.packet_digest AND back.apr_code = r.apr_code AND back.act = 'rolled_back')
     ORDER BY (theirs.says->>'phase')::integer DESC LIMIT 1;
    RETURN CASE WHEN later IS NOT NULL THEN oneroof.fn_gate_closed(
        'later-phase', 'packet ' || (subject->>'code'), 'every later phase rolled back first', later || ' ran and was not') END;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_run_refusal(text, text, text, jsonb) IS
    'Why a packet may not run, or not be rolled back, by what ran here before; NULL: it may';

CREATE FUNCTION oneroof.fn_gate_tampered(p_apr text, p_approval uuid, verified jsonb) RETURNS jsonb
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT oneroof.fn_gate_closed('tampered', what.name, what.expected, what.found)
      FROM ONLY oneroof.os_proposal AS p
      JOIN ONLY oneroof.os_proposal_approvals AS a ON a.apr_code = p.apr_code
      LEFT JOIN ONLY oneroof.os_authority_model AS m ON m.digest = a.authority_digest
     CROSS JOIN LATERAL (VALUES
           (1, 'statement', a.statement_digest, encode(sha256(p.statement), 'hex')),
           (2, 'authority model', a.authority_digest, encode(sha256(m.content), 'hex')),
           (3, 'authority model', a.authority_digest, p.canonical->'authority'->>'digest'),
           (4, 'verified statement', verified->>'statement_digest', p.statement_digest),
           (5, 'verified authority model', verified->>'authority_digest', a.authority_digest),
           (6, 'verified approval', verified->>'approval_id', a.approval_id::text),
           (7, 'verified acts', verified->>'act_digests', to_jsonb(oneroof.fn_gate_act_digests(p.apr_code))::text)
          ) AS what (place, name, expected, found)
     WHERE p.apr_code = p_apr AND a.approval_id = p_approval
       AND what.expected IS DISTINCT FROM what.found AND (what.place < 4 OR verified IS NOT NULL)
     ORDER BY what.place LIMIT 1
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_tampered(text, uuid, jsonb) IS
    'The first digest that is not what was ratified, or not what was verified outside; NULL: all are';

CREATE FUNCTION oneroof.fn_gate_too_old(p_apr text, tool_version text) RETURNS jsonb
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT oneroof.fn_gate_closed('too-old', 'oneroof', 'version ' || least_version.version || ' or later', tool_version)
      FROM (SELECT coalesce(p.canonical->>'min_version', 'unknown') FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = p_apr
            UNION ALL
            SELECT coalesce(m.canonical->>'min_version', 'unknown') FROM ONLY oneroof.os_authority_model AS m
              JOIN ONLY oneroof.os_proposal AS p ON p.canonical->'authority'->>'digest' = m.digest
             WHERE p.apr_code = p_apr) AS least_version (version)
     WHERE tool_version IS NOT NULL
       AND (oneroof.fn_gate_version(tool_version) >= oneroof.fn_gate_version(least_version.version)) IS NOT TRUE
     ORDER BY oneroof.fn_gate_version(least_version.version) DESC NULLS FIRST LIMIT 1
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_too_old(text, text) IS
    'Whether the oneroof that asks is older than the statement or the authority model allow; NULL: it is not, or did not say';

CREATE FUNCTION oneroof.fn_gate_unreviewed(p_apr text) RETURNS jsonb
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT oneroof.fn_gate_closed('review-overdue', 'review of ' || p.apr_code,
                                  'an act `review` by ' || oneroof.fn_gate_say(late.due), 'none')
      -- Only what ran was ever counted: of another proposal nobody knows whether it has the shape of one.
      FROM (SELECT r.apr_code, min(r.recorded_at) AS at FROM ONLY oneroof.governance_rollout AS r
             WHERE r.act = 'executed' GROUP BY r.apr_code) AS ran
      JOIN ONLY oneroof.os_proposal AS p ON p.apr_code = ran.apr_code
      JOIN ONLY oneroof.os_authority_model AS m ON m.digest = p.canonical->'authority'->>'digest'
     CROSS JOIN LATERAL (
           SELECT ran.at + (oneroof.fn_gate_requirement(p.canonical, m.canonical)->>'review_seconds')::bigint
                           * interval '1 second' AS due) AS late
     WHERE p.canonical->'break_glass' = 'true' AND p.apr_code <> p_apr AND late.due < clock_timestamp()
       AND EXISTS (SELECT FROM ONLY oneroof.os_proposal AS asked
                    WHERE asked.apr_code = p_apr AND asked.canonical->'break_glass' = 'true')
       AND NOT EXISTS (
           SELECT FROM oneroof.fn_gate_admissible(p.canonical, m.canonical, oneroof.fn_gate_acts(p.apr_code, ARRAY['review']), NULL) AS a
            WHERE a.member_ref <> p.canonical->>'proposer')
     ORDER BY late.due LIMIT 1
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_unreviewed(text) IS
    'An earlier break-glass run whose review is overdue, which closes the gate for a new one; NULL: none';

CREATE FUNCTION oneroof.fn_gate_refusal(
    apr_code text, packet_digest text, plan_digest text, direction text, verified jsonb
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    here     jsonb := oneroof.fn_gate_here();
    proposal oneroof.os_proposal;
    approval oneroof.os_proposal_approvals;
    subject  jsonb;
    active   text;
    counted  jsonb;
BEGIN
    IF $4 IS NULL OR $4 NOT IN ('forward', 'rollback', 'programme') THEN
        PERFORM oneroof.fn_refuse('OR201', 'the direction is neither forward nor rollback nor programme');
    END IF;
    SELECT p.* INTO proposal FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = $1;
    IF proposal.apr_code IS NULL THEN
        RETURN oneroof.fn_gate_closed('no-proposal', 'proposal', coalesce($1, 'an APR code'), 'none of this code');
    END IF;
    subject := oneroof.fn_gate_subject(proposal.canonical, $2, here);
    IF subject IS NULL OR EXISTS (SELECT FROM ONLY oneroof.database_identity AS i WHERE i.kind <> 'production') THEN
        RETURN CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(proposal.canonical->'subjects') AS s WHERE s.value->>'digest' = $2)
            THEN oneroof.fn_gate_closed('wrong-database', 'database', 'one that ' || $1 || ' names for this packet', here::text)
            ELSE oneroof.fn_gate_closed('wrong-packet', 'packet digest', 'one that ' || $1 || ' covers', $2) END;
    END IF;
    IF subject->>'plan_digest' IS DISTINCT FROM $3 THEN
        RETURN oneroof.fn_gate_closed('wrong-plan', 'plan digest', subject->>'plan_digest', $3);
    END IF;
    SELECT a.* INTO approval FROM ONLY oneroof.os_proposal_approvals AS a
     WHERE a.apr_code = $1 AND a.subject_kind = 'packet' AND a.subject_digest = $2
       AND jsonb_build_object('system_identifier', a.system_identifier, 'database', a.database_name,
                              'database_uid', a.database_uid::text) = here;
    IF approval.approval_id IS NULL THEN
        RETURN oneroof.fn_gate_closed('not-ratified', 'approval', 'a ratified ' || $1, 'none for this packet and database');
    END IF;
    IF $4 <> 'rollback' AND approval.expires_at <= clock_timestamp() THEN
        RETURN oneroof.fn_gate_closed('expired', 'approval', 'an approval that holds at '
            || oneroof.fn_gate_say(clock_timestamp()), 'expired at ' || oneroof.fn_gate_say(approval.expires_at));
    END IF;
    SELECT m.digest INTO active FROM ONLY oneroof.os_authority_model AS m WHERE m.version = oneroof.fn_authority_active();
    -- What ran in the time of an older model stays covered by its signatures for its window.
    IF $4 <> 'rollback' AND active IS DISTINCT FROM proposal.canonical->'authority'->>'digest' THEN
        RETURN oneroof.fn_gate_closed('authority-changed', 'authority model', proposal.canonical->'authority'->>'digest', active);
    END IF;
    counted := oneroof.fn_gate_quorum($1);
    RETURN coalesce(
        oneroof.fn_gate_tampered($1, approval.approval_id, $5),
        CASE WHEN $4 <> 'rollback' THEN oneroof.fn_gate_held($1) END,
        CASE WHEN $4 <> 'programme' THEN oneroof.fn_gate_run_refusal($1, $2, $4, subject)
             WHEN subject->'programme' = 'null' THEN oneroof.fn_gate_closed(
                 'no-programme', 'statement ' || $1, 'one that grants a programme', 'a packet that runs once') END,
        CASE WHEN (counted->'open')::boolean IS NOT TRUE
             THEN oneroof.fn_gate_closed('quorum', 'signatures', 'the quorum that the authority model asks for', counted::text) END,
        oneroof.fn_gate_too_old($1, $5->>'tool_version'),
        CASE WHEN $4 <> 'rollback' THEN oneroof.fn_gate_unreviewed($1) END);
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb) IS
    'Why the gate is closed for a packet (forward, rollback, programme): code, what, expected, found; NULL: it is open';
REVOKE EXECUTE ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb) FROM PUBLIC;

-- Whatever way a row comes: only under the rollout's lock, through an open gate.
CREATE FUNCTION oneroof.fn_rollout_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    here     jsonb := oneroof.fn_gate_here();
    subject  jsonb;
    refusal  jsonb;
BEGIN
    IF NOT oneroof.fn_gate_holds_rollout_lock() THEN
        PERFORM oneroof.fn_refuse('OR209', 'a run is recorded by the rollout itself, which holds the gate''s lock');
    END IF;
    SELECT oneroof.fn_gate_subject(p.canonical, NEW.packet_digest, here) INTO subject
      FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = NEW.apr_code;
    refusal := oneroof.fn_gate_refusal(NEW.apr_code, NEW.packet_digest, subject->>'plan_digest',
                                       CASE NEW.act WHEN 'rolled_back' THEN 'rollback' ELSE 'forward' END, NULL);
    IF refusal IS NOT NULL THEN
        PERFORM oneroof.fn_refuse(CASE WHEN refusal->>'code' IN ('already-ran', 'not-run') THEN 'OR002' ELSE 'OR210' END,
            format('the gate is closed for %s: %s: expected %s, found %s', NEW.packet_code,
                   refusal->>'what', refusal->>'expected', refusal->>'found'));
    END IF;
    IF subject->>'code' IS DISTINCT FROM NEW.packet_code THEN
        PERFORM oneroof.fn_refuse('OR210', format('the packet is %s, not %s', subject->>'code', NEW.packet_code));
    END IF;
    SELECT a.approval_id INTO NEW.approval_id FROM ONLY oneroof.os_proposal_approvals AS a
     WHERE a.apr_code = NEW.apr_code AND a.subject_kind = 'packet' AND a.subject_digest = NEW.packet_digest
       AND a.database_uid::text = here->>'database_uid';
    NEW.database_uid := (here->>'database_uid')::uuid;
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by := session_user;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_rollout_derive() IS
    'Trigger: a row of governance_rollout comes only from a rollout (OR209) through an open gate (OR210, OR002)';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.governance_rollout
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_rollout_derive();
ALTER TABLE oneroof.governance_rollout ENABLE ALWAYS TRIGGER gate_derive;

CREATE FUNCTION oneroof.fn_rollout_record(apr_code text, packet_digest text, packet_code text, act text, deltas jsonb)
    RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    made oneroof.governance_rollout;
BEGIN
    INSERT INTO oneroof.governance_rollout (apr_code, packet_digest, packet_code, act, deltas)
    VALUES ($1, $2, $3, $4, $5) RETURNING * INTO made;
    RETURN jsonb_build_object('packet_digest', made.packet_digest, 'apr_code', made.apr_code, 'act', made.act,
        'packet_code', made.packet_code, 'database_uid', made.database_uid, 'approval_id', made.approval_id,
        'deltas', made.deltas, 'recorded_at', oneroof.fn_gate_say(made.recorded_at),
        'recorded_by', made.recorded_by, 'hash', oneroof.fn_gate_head());
END
$body$;
COMMENT ON FUNCTION oneroof.fn_rollout_record(text, text, text, text, jsonb) IS
    'Records that a packet ran (executed) or was taken back (rolled_back); gives the row and the hash of its log entry';
REVOKE EXECUTE ON FUNCTION oneroof.fn_rollout_record(text, text, text, text, jsonb) FROM PUBLIC;

CREATE FUNCTION oneroof.fn_gate_attempt(apr_code text, packet_digest text, outcome text, detail jsonb)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF $3 IS NULL OR $3 NOT IN ('refused', 'failed') OR octet_length($4::text) > 65536
       OR octet_length($1) > 200 OR octet_length($2) > 200
    THEN
        PERFORM oneroof.fn_refuse('OR201', 'an attempt was refused or failed, and its detail has at most 64 kB');
    END IF;
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    VALUES ('attempt_' || $3, coalesce($1, ''), jsonb_build_object('packet_digest', $2, 'detail', $4));
    RETURN oneroof.fn_gate_head();
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_attempt(text, text, text, jsonb) IS
    'Logs an attempt that was refused or failed, from a transaction of its own; gives the hash of the entry';
REVOKE EXECUTE ON FUNCTION oneroof.fn_gate_attempt(text, text, text, jsonb) FROM PUBLIC;

-- Every entry hashed again, each bound to the one before, each row of the gate in the log and each entry's row in the gate;
-- every head that a signer saw still there: what was cut off the end is missed by those who saw it.
CREATE FUNCTION oneroof.fn_gate_log_verify() RETURNS TABLE (height bigint, problem text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, YMD' SET bytea_output = 'hex' AS $body$
    WITH log AS MATERIALIZED (
        SELECT l.*, lag(l.hash) OVER w AS before, lag(l.height) OVER w AS below
          FROM ONLY oneroof.os_gate_log AS l WINDOW w AS (ORDER BY l.height)
    ), identity AS MATERIALIZED (
        SELECT l.height, l.content->>'from' AS was, l.content->>'to' AS became,
               lag(l.content->>'to') OVER (ORDER BY l.height) AS before
          FROM log AS l WHERE l.act = 'identity'
    ), here AS (SELECT i.database_uid::text AS uid FROM ONLY oneroof.database_identity AS i
    ), origin AS (
        SELECT coalesce((SELECT i.was FROM identity AS i ORDER BY i.height LIMIT 1), (SELECT uid FROM here)) AS uid
    ), gate AS MATERIALIZED (
        SELECT oneroof.fn_gate_entry('os_authority_model', to_jsonb(t)) AS entry FROM ONLY oneroof.os_authority_model AS t
        UNION ALL SELECT oneroof.fn_gate_entry('os_proposal', to_jsonb(t)) FROM ONLY oneroof.os_proposal AS t
        UNION ALL SELECT oneroof.fn_gate_entry('os_proposal_signature', to_jsonb(t)) FROM ONLY oneroof.os_proposal_signature AS t
        UNION ALL SELECT oneroof.fn_gate_entry('os_proposal_approvals', to_jsonb(t)) FROM ONLY oneroof.os_proposal_approvals AS t
        UNION ALL SELECT oneroof.fn_gate_entry('os_gate_hold', to_jsonb(t)) FROM ONLY oneroof.os_gate_hold AS t
        UNION ALL SELECT oneroof.fn_gate_entry('governance_rollout', to_jsonb(t)) FROM ONLY oneroof.governance_rollout AS t
    ), logged AS MATERIALIZED (
        SELECT l.height, jsonb_build_object('act', l.act, 'subject', l.subject, 'content', l.content) AS entry FROM log AS l
         WHERE l.act IN ('authority', 'proposed', 'approved', 'rejected', 'reviewed', 'held', 'lifted', 'ratified', 'executed', 'rolled_back')
    ), uid AS (
        SELECT here.uid FROM here UNION SELECT i.was FROM identity AS i UNION SELECT i.became FROM identity AS i
    ), seen AS (
        SELECT s.log_head AS head, s.act_digest FROM ONLY oneroof.os_proposal_signature AS s
        UNION ALL
        SELECT (SELECT max(act.content->'log_heads'->>uid.uid) FROM uid), act.digest
          FROM (SELECT convert_from(h.act, 'UTF8')::jsonb AS content, h.act_digest AS digest FROM ONLY oneroof.os_gate_hold AS h
                UNION ALL
                SELECT convert_from(p.proposer_act, 'UTF8')::jsonb, encode(sha256(p.proposer_act), 'hex')
                  FROM ONLY oneroof.os_proposal AS p) AS act
    )
    SELECT l.height, 'the entry is not what was hashed' FROM log AS l
     WHERE l.hash <> oneroof.fn_gate_log_hash(l.prev, l.height, l.act, l.subject, l.content, l.logged_at, l.logged_by)
    UNION ALL
    SELECT l.height, 'entries are missing before it' FROM log AS l WHERE l.height <> coalesce(l.below, 0) + 1
    UNION ALL
    SELECT l.height, 'it does not follow the entry before it' FROM log AS l WHERE l.below IS NOT NULL AND l.prev <> l.before
    UNION ALL
    SELECT l.height, 'the chain does not begin at this database' FROM log AS l, origin
     WHERE l.below IS NULL AND l.prev <> encode(sha256(convert_to(origin.uid, 'UTF8')), 'hex')
    UNION ALL
    SELECT i.height, 'the identity that was replaced is not the one before' FROM identity AS i WHERE i.before <> i.was
    UNION ALL
    SELECT i.height, 'the newest identity of the log is not this database''s' FROM identity AS i, here
     WHERE i.height = (SELECT max(newest.height) FROM identity AS newest) AND i.became <> here.uid
    UNION ALL
    SELECT NULL, format('a row of the gate is not in the log: %s %s', g.entry->>'act', g.entry->>'subject')
      FROM (SELECT entry FROM gate EXCEPT ALL SELECT entry FROM logged) AS g
    UNION ALL
    SELECT l.height, format('its row is not in the gate: %s %s', l.entry->>'act', l.entry->>'subject')
      FROM logged AS l WHERE NOT EXISTS (SELECT FROM gate AS g WHERE g.entry = l.entry)
    UNION ALL
    SELECT NULL, format('the log has no entry %s, which the signer of act %s saw', s.head, s.act_digest)
      FROM seen AS s WHERE s.head IS NULL OR (s.head <> oneroof.fn_gate_root()
                                              AND NOT EXISTS (SELECT FROM log AS l WHERE l.hash = s.head))
    ORDER BY 1 NULLS LAST, 2
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_log_verify() IS
    'What is wrong with the log: entries edited, missing or cut off, rows of the gate that it does not have; nothing: it is whole';
