-- Core, migration 4: every row of the gate is derived from the bytes that people signed, and has its entry in the log.

CREATE FUNCTION oneroof.fn_refuse(code text, message text) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION '%', coalesce(message, 'refused') USING ERRCODE = code;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_refuse(text, text) IS 'Raises the message with the SQLSTATE; for statements of plain SQL';

-- Writers of the gate go one after the other, so that none checks what another is about to change, and none waits for a
-- row of another while it holds the chain.
CREATE OR REPLACE FUNCTION oneroof.fn_gate_lock_shared() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- A rollout holds the key exclusively, so nothing it checked can change until it has ended.
    PERFORM pg_advisory_xact_lock_shared(oneroof.fn_lock_key_gate());
    PERFORM pg_advisory_xact_lock(oneroof.fn_lock_key_chain());
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_lock_shared() IS
    'Trigger: an insert into a gate table waits for a running rollout, then for other writers of the gate';

CREATE FUNCTION oneroof.fn_gate_holds_rollout_lock() RETURNS boolean
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT EXISTS (
        SELECT FROM pg_locks AS l
         WHERE l.locktype = 'advisory' AND l.mode = 'ExclusiveLock' AND l.granted AND l.pid = pg_backend_pid()
           AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
           AND l.objsubid = 1 AND (l.classid::bigint << 32) | l.objid::bigint = oneroof.fn_lock_key_gate())
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_holds_rollout_lock() IS 'Whether this backend holds the gate''s key exclusively, as a rollout does';

-- The canonical form of RFC 8785, for what we write: text, whole numbers, true, false, null, arrays, objects. jsonb keeps the
-- last of two equal keys; bytes that say one twice are not the canonical bytes of what is left.
CREATE FUNCTION oneroof.fn_gate_canonical(content jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    CASE jsonb_typeof(content)
    WHEN 'object' THEN
        RETURN (SELECT '{{' || coalesce(string_agg(to_json(part.key)::text || ':' ||
                          CASE WHEN jsonb_typeof(part.value) IN ('object', 'array')
                               THEN oneroof.fn_gate_canonical(part.value) ELSE part.value::text END,
                          ',' ORDER BY part.key COLLATE "C"), '') || '}}'
                  FROM jsonb_each(content) AS part);
    WHEN 'array' THEN
        RETURN (SELECT '[' || coalesce(string_agg(
                          CASE WHEN jsonb_typeof(part.value) IN ('object', 'array')
                               THEN oneroof.fn_gate_canonical(part.value) ELSE part.value::text END,
                          ',' ORDER BY part.place), '') || ']'
                  FROM jsonb_array_elements(content) WITH ORDINALITY AS part (value, place));
    ELSE
        RETURN content::text;
    END CASE;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_canonical(jsonb) IS 'The canonical text (RFC 8785) of a value without fractions';

CREATE FUNCTION oneroof.fn_gate_parse(content bytea, what text, expected_type text) RETURNS jsonb
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    found jsonb;
BEGIN
    -- The gate is read as a whole: one row that nobody can read would close it for everybody.
    IF octet_length(content) > 8 * 1024 * 1024 THEN
        PERFORM oneroof.fn_refuse('OR201', format('%s has more than 8 MB', what));
    END IF;
    BEGIN
        found := convert_from(content, 'UTF8')::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
        found := NULL;
    END;
    IF found IS NULL OR jsonb_typeof(found) <> 'object'
       OR convert_to(oneroof.fn_gate_canonical(found), 'UTF8') <> content
    THEN
        PERFORM oneroof.fn_refuse('OR201', format('%s is not a JSON object in its canonical form', what));
    END IF;
    IF expected_type IS NOT NULL AND found->>'type' IS DISTINCT FROM expected_type THEN
        PERFORM oneroof.fn_refuse('OR201', format('%s is not of type %s', what, expected_type));
    END IF;
    RETURN found;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_parse(bytea, text, text) IS
    'Bytes as jsonb; refuses (OR201) what is not canonical JSON of the type: a key twice, a second form, other words';

CREATE FUNCTION oneroof.fn_gate_time(content jsonb, field text) RETURNS timestamptz
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF content->>field !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z$' IS NOT FALSE THEN
        PERFORM oneroof.fn_refuse('OR201', format('%s is not a time in UTC and whole seconds', field));
    END IF;
    RETURN (content->>field)::timestamptz;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    PERFORM oneroof.fn_refuse('OR201', format('%s is no moment of the calendar', field));
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_time(jsonb, text) IS 'A field such as 2026-11-22T01:00:00Z as a moment; any other form is refused (OR201)';

CREATE FUNCTION oneroof.fn_gate_here() RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT jsonb_build_object('system_identifier', (SELECT c.system_identifier::text FROM pg_control_system() AS c),
                              'database', current_database()::text, 'database_uid', here.database_uid::text)
      FROM ONLY oneroof.database_identity AS here
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_here() IS 'This database as statements name it: system identifier, name, database_uid';

CREATE FUNCTION oneroof.fn_gate_databases(statement jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT jsonb_agg(named.place ORDER BY named.place->>'database_uid' COLLATE "C")
      FROM (SELECT DISTINCT subject.value->'database' AS place
              FROM jsonb_array_elements(statement->'subjects') AS subject) AS named
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_databases(jsonb) IS 'The databases that a statement names, each once, in the order of their uid';

CREATE FUNCTION oneroof.fn_gate_member(authority_digest text, member_ref text) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT member.value
      FROM ONLY oneroof.os_authority_model AS model
     CROSS JOIN jsonb_array_elements(model.canonical->'member') AS member
     WHERE model.digest = $1 AND member.value->>'ref' = $2
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_member(text, text) IS 'A member as a recorded authority model names them; no row: nobody of that name';

CREATE FUNCTION oneroof.fn_gate_root() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce((SELECT log.prev FROM ONLY oneroof.os_gate_log AS log WHERE log.height = 1),
                    oneroof.fn_gate_log_root())
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_root() IS 'What the chain began at; it stays when the database is given another identity';

CREATE FUNCTION oneroof.fn_gate_head() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce((SELECT log.hash FROM ONLY oneroof.os_gate_log AS log ORDER BY log.height DESC LIMIT 1),
                    oneroof.fn_gate_log_root())
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_head() IS 'Hash of the newest entry of the gate log, or the root where it is empty';

-- What every act must say, whatever it means. Whether it counts is for fn_gate_quorum to say, so that status can tell why not.
CREATE FUNCTION oneroof.fn_gate_act(content bytea, signature text) RETURNS jsonb
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    act      jsonb := oneroof.fn_gate_parse(content, 'the act', 'oneroof-act-v1');
    here     jsonb := oneroof.fn_gate_here();
    proposal oneroof.os_proposal;
BEGIN
    SELECT p.* INTO proposal FROM ONLY oneroof.os_proposal AS p WHERE p.apr_code = act->>'apr_code';
    IF proposal.apr_code IS NULL THEN
        PERFORM oneroof.fn_refuse('OR202', format('there is no proposal %s here', act->>'apr_code'));
    END IF;
    PERFORM oneroof.fn_gate_act_fits(act, signature, proposal.canonical, proposal.statement_digest, here);
    RETURN act;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_act(bytea, text) IS 'An act from its bytes; refused when it is about something else than a proposal of this database';

CREATE FUNCTION oneroof.fn_gate_act_fits(act jsonb, signature text, statement jsonb, statement_digest text, here jsonb) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    head text := act->'log_heads'->>(here->>'database_uid');
BEGIN
    IF act->>'statement_digest' IS DISTINCT FROM $4 OR act->>'apr_code' IS DISTINCT FROM statement->>'apr_code' THEN
        PERFORM oneroof.fn_refuse('OR202', format('the act is about the statement %s, which is not that of %s',
                                                  act->>'statement_digest', statement->>'apr_code'));
    END IF;
    IF act->>'authority_digest' IS DISTINCT FROM statement->'authority'->>'digest' THEN
        PERFORM oneroof.fn_refuse('OR202', 'the act names another authority model than the statement');
    END IF;
    IF act->'databases' IS DISTINCT FROM oneroof.fn_gate_databases(statement) THEN
        PERFORM oneroof.fn_refuse('OR203', 'the act names other databases than the statement');
    END IF;
    IF oneroof.fn_gate_member(act->>'authority_digest', act->>'member_ref') IS NULL THEN
        PERFORM oneroof.fn_refuse('OR204', format('%s is no member of the authority model', act->>'member_ref'));
    END IF;
    IF octet_length(signature) > 16384 IS NOT FALSE THEN
        PERFORM oneroof.fn_refuse('OR201', 'the act has no signature, or one of more than 16 kB');
    END IF;
    IF jsonb_typeof(act->'seen') IS DISTINCT FROM 'array' OR act->>'printed_name' IS NULL THEN
        PERFORM oneroof.fn_refuse('OR201', 'the act has no printed_name, or no list of what was seen');
    END IF;
    IF oneroof.fn_gate_time(act, 'signed_at') > clock_timestamp() + interval '60 seconds' THEN
        PERFORM oneroof.fn_refuse('OR205', format('the act says that it was signed in the future: %s', act->>'signed_at'));
    END IF;
    -- A head that is not here was cut off the log, or belongs to another database.
    IF head IS NULL OR (head <> oneroof.fn_gate_root()
                        AND NOT EXISTS (SELECT FROM ONLY oneroof.os_gate_log AS log WHERE log.hash = head))
    THEN
        PERFORM oneroof.fn_refuse('OR206', format('the signer saw the log head %s, which this log does not have', head));
    END IF;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_act_fits(jsonb, text, jsonb, text, jsonb) IS
    'Refuses an act about another statement (OR202), other databases (OR203), of no member (OR204), from the future (OR205), of another log (OR206)';

ALTER TABLE oneroof.os_authority_model ADD COLUMN canonical_content bytea NOT NULL;
COMMENT ON COLUMN oneroof.os_authority_model.canonical_content IS 'The same content as canonical JSON, exact bytes, whose digest people sign too';
ALTER TABLE oneroof.os_authority_model ADD CHECK (pg_catalog.convert_from(canonical_content, 'UTF8')::jsonb = canonical);
ALTER TABLE oneroof.os_proposal ADD CHECK (pg_catalog.convert_from(statement, 'UTF8')::jsonb = canonical);
ALTER TABLE oneroof.os_proposal_signature DROP CONSTRAINT os_proposal_signature_meaning_check;
ALTER TABLE oneroof.os_proposal_signature ADD CONSTRAINT os_proposal_signature_meaning_check
    CHECK (meaning = 'approve' OR meaning = 'reject' OR meaning = 'review');
COMMENT ON COLUMN oneroof.os_proposal_signature.meaning IS 'approve, reject, or review: the look back that break-glass asks for';
ALTER TABLE oneroof.governance_rollout ADD COLUMN approval_id uuid NOT NULL REFERENCES oneroof.os_proposal_approvals;
COMMENT ON COLUMN oneroof.governance_rollout.approval_id IS 'The approval that opened the gate';

-- Each of the following sets every column that the bytes, the server or the session say, whatever was supplied.

CREATE FUNCTION oneroof.fn_authority_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.digest := encode(sha256(NEW.content), 'hex');
    NEW.canonical := oneroof.fn_gate_parse(NEW.canonical_content, 'the authority model', NULL);
    IF octet_length(NEW.content) > 1024 * 1024 THEN
        PERFORM oneroof.fn_refuse('OR201', 'the authority model has more than 1 MB');
    END IF;
    IF NEW.canonical->>'version' !~ '^[1-9][0-9]{{0,8}}$' IS NOT FALSE
       OR NEW.canonical->'format' IS DISTINCT FROM '1' OR jsonb_typeof(NEW.canonical->'member') IS DISTINCT FROM 'array'
    THEN
        PERFORM oneroof.fn_refuse('OR201', 'the authority model has no format 1, no version from 1, or no members');
    END IF;
    NEW.version := (NEW.canonical->>'version')::integer;
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by := session_user;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_authority_derive() IS 'Trigger: a row of os_authority_model from its bytes';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.os_authority_model
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_authority_derive();
ALTER TABLE oneroof.os_authority_model ENABLE ALWAYS TRIGGER gate_derive;

CREATE FUNCTION oneroof.fn_proposal_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    statement jsonb := oneroof.fn_gate_parse(NEW.statement, 'the statement', 'oneroof-statement-v1');
    act       jsonb := oneroof.fn_gate_parse(NEW.proposer_act, 'the proposer''s act', 'oneroof-act-v1');
    here      jsonb := oneroof.fn_gate_here();
    model     oneroof.os_authority_model;
BEGIN
    SELECT m.* INTO model FROM ONLY oneroof.os_authority_model AS m WHERE m.digest = statement->'authority'->>'digest';
    IF model.version IS NULL OR model.version::text <> statement->'authority'->>'version' THEN
        PERFORM oneroof.fn_refuse('OR202', 'the statement names an authority model that is not recorded here');
    END IF;
    IF jsonb_typeof(statement->'subjects') IS DISTINCT FROM 'array'
       OR NOT oneroof.fn_gate_databases(statement) @> jsonb_build_array(here)
    THEN
        PERFORM oneroof.fn_refuse('OR203', format('the statement is not for this database, %s', here->>'database_uid'));
    END IF;
    NEW.apr_code := statement->>'apr_code';
    NEW.statement_digest := encode(sha256(NEW.statement), 'hex');
    NEW.canonical := statement;
    NEW.proposer_ref := statement->>'proposer';
    NEW.expires_at := oneroof.fn_gate_time(statement, 'expires_at');
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by := session_user;
    PERFORM oneroof.fn_gate_act_fits(act, NEW.proposer_act_signature, statement, NEW.statement_digest, here);
    IF act->>'meaning' IS DISTINCT FROM 'propose' OR act->>'member_ref' IS DISTINCT FROM NEW.proposer_ref
       OR act->>'printed_name' IS DISTINCT FROM
          oneroof.fn_gate_member(model.digest, NEW.proposer_ref)->>'name'
    THEN
        PERFORM oneroof.fn_refuse('OR204', format('the proposal is not an act of its proposer, %s', NEW.proposer_ref));
    END IF;
    IF oneroof.fn_gate_time(statement, 'created_at') > NEW.recorded_at + interval '60 seconds'
       OR NEW.expires_at <= NEW.recorded_at
       OR NEW.expires_at - oneroof.fn_gate_time(statement, 'created_at')
          > (model.canonical->>'proposal_validity')::bigint * interval '1 second' IS NOT FALSE
    THEN
        PERFORM oneroof.fn_refuse('OR205', format('the statement is made in the future, expired or too long-lived: it says %s to %s',
                                                  statement->>'created_at', statement->>'expires_at'));
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_proposal_derive() IS 'Trigger: a row of os_proposal from the bytes of the statement and of its proposer''s act';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.os_proposal
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_proposal_derive();
ALTER TABLE oneroof.os_proposal ENABLE ALWAYS TRIGGER gate_derive;

CREATE FUNCTION oneroof.fn_signature_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    act jsonb := oneroof.fn_gate_act(NEW.act, NEW.signature);
BEGIN
    NEW.act_digest := encode(sha256(NEW.act), 'hex');
    NEW.apr_code := act->>'apr_code';
    NEW.member_ref := act->>'member_ref';
    NEW.meaning := act->>'meaning';
    NEW.statement_digest := act->>'statement_digest';
    NEW.authority_digest := act->>'authority_digest';
    NEW.log_head := act->'log_heads'->>(oneroof.fn_gate_here()->>'database_uid');
    NEW.signed_at := oneroof.fn_gate_time(act, 'signed_at');
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by := session_user;
    IF NEW.meaning <> 'review' AND EXISTS (
        SELECT FROM ONLY oneroof.os_proposal_approvals AS a
         WHERE a.apr_code = NEW.apr_code AND a.database_uid::text = oneroof.fn_gate_here()->>'database_uid')
    THEN
        PERFORM oneroof.fn_refuse('OR207', format('%s is ratified; what can still be said is hold', NEW.apr_code));
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_signature_derive() IS 'Trigger: a row of os_proposal_signature from the act''s bytes; none after ratification (OR207)';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.os_proposal_signature
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_signature_derive();
ALTER TABLE oneroof.os_proposal_signature ENABLE ALWAYS TRIGGER gate_derive;

CREATE FUNCTION oneroof.fn_hold_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    act jsonb := oneroof.fn_gate_act(NEW.act, NEW.signature);
BEGIN
    NEW.act_digest := encode(sha256(NEW.act), 'hex');
    NEW.apr_code := act->>'apr_code';
    NEW.member_ref := act->>'member_ref';
    NEW.meaning := act->>'meaning';
    NEW.signed_at := oneroof.fn_gate_time(act, 'signed_at');
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_by := session_user;
    IF oneroof.fn_gate_member(act->>'authority_digest', NEW.member_ref)->>'level' = 'L1' THEN
        PERFORM oneroof.fn_refuse('OR204', format('%s is of level L1, which may neither hold nor lift', NEW.member_ref));
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_hold_derive() IS 'Trigger: a row of os_gate_hold from the act''s bytes';
CREATE TRIGGER gate_derive BEFORE INSERT ON oneroof.os_gate_hold
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_hold_derive();
ALTER TABLE oneroof.os_gate_hold ENABLE ALWAYS TRIGGER gate_derive;

-- The log: an entry for each row, which binds every column of it, long ones by their digest.

CREATE FUNCTION oneroof.fn_gate_entry(relation text, gate_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT jsonb_build_object(
        'act', CASE relation
                    WHEN 'os_authority_model' THEN 'authority'
                    WHEN 'os_proposal' THEN 'proposed'
                    WHEN 'os_proposal_approvals' THEN 'ratified'
                    WHEN 'governance_rollout' THEN gate_row->>'act'
                    ELSE CASE gate_row->>'meaning' WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected'
                              WHEN 'review' THEN 'reviewed' WHEN 'hold' THEN 'held' WHEN 'lift' THEN 'lifted' END
               END,
        'subject', CASE relation WHEN 'os_authority_model' THEN gate_row->>'digest' ELSE gate_row->>'apr_code' END,
        'content', (SELECT jsonb_object_agg(field.key, CASE
                        WHEN field.key IN ('content', 'canonical_content', 'statement', 'proposer_act')
                          OR (field.key = 'act' AND relation <> 'governance_rollout')
                        THEN to_jsonb(encode(sha256(decode(substr(field.value #>> '{{}}', 3), 'hex')), 'hex'))
                        WHEN field.key IN ('signature', 'proposer_act_signature')
                        THEN to_jsonb(encode(sha256(convert_to(field.value #>> '{{}}', 'UTF8')), 'hex'))
                        ELSE field.value END)
                      FROM jsonb_each(gate_row) AS field WHERE field.key <> 'canonical'))
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_entry(text, jsonb) IS 'What the log says of a row of a gate table: act, subject, content';

CREATE FUNCTION oneroof.fn_gate_log_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, YMD' SET bytea_output = 'hex' AS $body$
DECLARE
    entry jsonb := oneroof.fn_gate_entry(TG_TABLE_NAME, to_jsonb(NEW));
BEGIN
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    VALUES (entry->>'act', entry->>'subject', entry->'content');
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_log_row() IS 'Trigger: the entry of a new row of a gate table in the log';
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.os_authority_model FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.os_authority_model ENABLE ALWAYS TRIGGER gate_log;
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.os_proposal FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.os_proposal ENABLE ALWAYS TRIGGER gate_log;
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.os_proposal_signature FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.os_proposal_signature ENABLE ALWAYS TRIGGER gate_log;
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.os_proposal_approvals FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.os_proposal_approvals ENABLE ALWAYS TRIGGER gate_log;
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.os_gate_hold FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.os_gate_hold ENABLE ALWAYS TRIGGER gate_log;
CREATE TRIGGER gate_log AFTER INSERT ON oneroof.governance_rollout FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_row();
ALTER TABLE oneroof.governance_rollout ENABLE ALWAYS TRIGGER gate_log;

CREATE OR REPLACE FUNCTION oneroof.fn_identity_replace(new_kind text, new_parent jsonb) RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    chosen uuid := gen_random_uuid();
BEGIN
    -- The entry comes first: an empty log still begins at the identity that it was made under.
    INSERT INTO oneroof.os_gate_log (act, subject, content)
    SELECT 'identity', chosen::text, jsonb_build_object('from', here.database_uid, 'to', chosen, 'kind', new_kind)
      FROM ONLY oneroof.database_identity AS here;
    -- ALTER TABLE needs the table's owner and shows in the catalog, so no operation of a packet can do this unseen.
    ALTER TABLE oneroof.database_identity DISABLE TRIGGER append_only;
    DELETE FROM oneroof.database_identity;
    ALTER TABLE oneroof.database_identity ENABLE ALWAYS TRIGGER append_only;
    INSERT INTO oneroof.database_identity (database_uid, kind, parent) VALUES (chosen, new_kind, new_parent);
    RETURN chosen;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_identity_replace(text, jsonb) IS
    'Gives this database a new identity and logs it; only the owner of the table can. Gives the new database_uid';
