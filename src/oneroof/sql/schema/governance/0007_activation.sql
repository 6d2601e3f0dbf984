-- Governance, migration 7: event types become active through an open gate alone, and inactive at once.

-- After the row is what it will be, so that no other trigger can change it behind this one.
CREATE FUNCTION {governance}.fn_event_type_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    rollout boolean := oneroof.fn_gate_holds_rollout_lock();
    is_same boolean := TG_OP = 'UPDATE' AND OLD.active AND OLD.event_type = NEW.event_type AND OLD.domain = NEW.domain;
BEGIN
    IF NEW.active AND is_same IS NOT TRUE THEN
        IF NOT rollout THEN
            PERFORM oneroof.fn_refuse('OR131', format('event type %s becomes active by a packet alone', NEW.event_type));
        END IF;
        IF NOT {governance}.fn_event_type_approved(TG_TABLE_SCHEMA) THEN
            PERFORM oneroof.fn_refuse('OR132', format('no approval names the packet that activates event type %s', NEW.event_type));
        END IF;
    ELSIF TG_OP = 'UPDATE' AND OLD.active AND NOT NEW.active AND NOT rollout THEN
        INSERT INTO oneroof.os_gate_log (act, subject, content)
        VALUES ('deactivated', NEW.event_type, jsonb_build_object('schema', TG_TABLE_SCHEMA, 'domain', NEW.domain));
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_event_type_guard() IS
    'Trigger on event_type_registry: active only in a rollout (SQLSTATE OR131) of an approved packet (OR132); logs what becomes inactive';

CREATE FUNCTION {governance}.fn_event_type_approved(registry_schema name) RETURNS boolean
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT EXISTS (SELECT FROM ONLY oneroof.database_identity AS i WHERE i.kind = 'clone')
        OR EXISTS (
           SELECT FROM ONLY oneroof.os_proposal_approvals AS a
             JOIN ONLY oneroof.os_proposal AS p ON p.apr_code = a.apr_code
            CROSS JOIN LATERAL oneroof.fn_gate_subject(p.canonical, a.subject_digest, oneroof.fn_gate_here()) AS subject (says)
            WHERE a.subject_kind = 'packet' AND a.subject_digest = current_setting('oneroof.packet_digest', true)
              AND a.database_uid::text = oneroof.fn_gate_here()->>'database_uid'
              AND EXISTS (SELECT FROM jsonb_array_elements(subject.says->'deltas') AS delta
                           WHERE delta.value->>'table' = {governance}.fn_object_ref_part(registry_schema::text) || '.event_type_registry')
              AND (a.expires_at > clock_timestamp() OR EXISTS (
                   SELECT FROM ONLY oneroof.governance_rollout AS r
                    WHERE r.approval_id = a.approval_id AND r.act = 'executed'
                      AND clock_timestamp() <= r.recorded_at + (subject.says->>'rollback_within')::bigint * interval '1 second')))
$body$;
COMMENT ON FUNCTION {governance}.fn_event_type_approved(name) IS
    'Whether an approval names the packet of the setting oneroof.packet_digest, which declares to write the registry; on a clone its identity stands for it';
CREATE TRIGGER event_type_guard AFTER INSERT OR UPDATE ON {governance}.event_type_registry
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_event_type_guard();
ALTER TABLE {governance}.event_type_registry ENABLE ALWAYS TRIGGER event_type_guard;

CREATE FUNCTION {governance}.fn_event_type_deactivate(event_type text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- Before any row is locked, so that it waits for a running rollout and never the other way round.
    PERFORM pg_advisory_xact_lock_shared(oneroof.fn_lock_key_gate());
    UPDATE {governance}.event_type_registry AS registry SET active = false WHERE registry.event_type = $1 AND registry.active;
    IF FOUND THEN
        RETURN true;
    END IF;
    IF NOT EXISTS (SELECT FROM ONLY {governance}.event_type_registry AS registry WHERE registry.event_type = $1) THEN
        PERFORM oneroof.fn_refuse('OR101', format('event type %s is not registered', $1));
    END IF;
    RETURN false;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_event_type_deactivate(text) IS
    'The brake: the type may not be emitted any more, from now on; logged. Gives whether it was active';
REVOKE EXECUTE ON FUNCTION {governance}.fn_event_type_deactivate(text) FROM PUBLIC;
