-- Governance, migration 4: the register of issues. Nine triggers: not inert, so a scan only reads it.

CREATE TABLE {governance}.system_issues (
    issue_id    uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    title       text        NOT NULL CHECK (title <> ''),
    body        text        NOT NULL DEFAULT '',
    domain      text        NOT NULL DEFAULT 'governance',
    severity    text        NOT NULL DEFAULT 'medium'
                CHECK (severity = ANY (ARRAY['info', 'low', 'medium', 'high', 'critical'])),
    status      text        NOT NULL DEFAULT 'open'
                CHECK (status = ANY (ARRAY['open', 'in_progress', 'resolved', 'closed'])),
    object_ref  text,
    assigned_to text,
    opened_by   text        NOT NULL,
    opened_at   timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    closed_by   text,
    closed_at   timestamptz,
    CHECK ((closed_at IS NOT NULL) = (status = 'closed'))
);
COMMENT ON TABLE {governance}.system_issues IS 'The register of issues. Nine triggers: not inert';
COMMENT ON COLUMN {governance}.system_issues.issue_id IS 'Key';
COMMENT ON COLUMN {governance}.system_issues.title IS 'What is wrong, in a line';
COMMENT ON COLUMN {governance}.system_issues.body IS 'What is wrong, at length';
COMMENT ON COLUMN {governance}.system_issues.domain IS 'Whose issue it is';
COMMENT ON COLUMN {governance}.system_issues.severity IS 'info, low, medium, high or critical';
COMMENT ON COLUMN {governance}.system_issues.status IS 'open, in_progress, resolved or closed';
COMMENT ON COLUMN {governance}.system_issues.object_ref IS 'The object that it is about';
COMMENT ON COLUMN {governance}.system_issues.assigned_to IS 'The principal who works on it';
COMMENT ON COLUMN {governance}.system_issues.opened_by IS 'The login that opened it; set here';
COMMENT ON COLUMN {governance}.system_issues.opened_at IS 'When it was opened; set here';
COMMENT ON COLUMN {governance}.system_issues.updated_at IS 'When it last changed; set here';
COMMENT ON COLUMN {governance}.system_issues.closed_by IS 'The login that closed it; set here';
COMMENT ON COLUMN {governance}.system_issues.closed_at IS 'When it was closed; set here';

CREATE TABLE {governance}.system_issue_history (
    history_id  uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    issue_id    uuid        NOT NULL,
    change      text        NOT NULL CHECK (change = 'opened' OR change = 'changed'),
    old_values  jsonb       NOT NULL,
    new_values  jsonb       NOT NULL,
    happened_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    happened_by text        NOT NULL DEFAULT SESSION_USER
);
CREATE INDEX system_issue_history_of_issue ON {governance}.system_issue_history (issue_id, happened_at);
COMMENT ON TABLE {governance}.system_issue_history IS 'What happened to each issue; written by the triggers of system_issues';
COMMENT ON COLUMN {governance}.system_issue_history.history_id IS 'Key';
COMMENT ON COLUMN {governance}.system_issue_history.issue_id IS 'The issue';
COMMENT ON COLUMN {governance}.system_issue_history.change IS 'opened or changed';
COMMENT ON COLUMN {governance}.system_issue_history.old_values IS 'Changed columns, before';
COMMENT ON COLUMN {governance}.system_issue_history.new_values IS 'Changed columns, after';
COMMENT ON COLUMN {governance}.system_issue_history.happened_at IS 'When';
COMMENT ON COLUMN {governance}.system_issue_history.happened_by IS 'By which login';

CREATE FUNCTION {governance}.fn_issue_open() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.opened_by := session_user;
    NEW.opened_at := clock_timestamp();
    NEW.updated_at := NEW.opened_at;
    NEW.closed_by := NULL;
    NEW.closed_at := NULL;
    IF NEW.status <> 'open' THEN
        RAISE EXCEPTION 'an issue begins as open, not as %', NEW.status USING ERRCODE = 'OR121';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_open() IS 'Trigger: who opened an issue and when; it begins as open (SQLSTATE OR121)';
CREATE TRIGGER issue_10_open BEFORE INSERT ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_open();

CREATE FUNCTION {governance}.fn_issue_tidy() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.title := btrim(regexp_replace(NEW.title, '\s+', ' ', 'g'));
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_tidy() IS 'Trigger: a title is one line without blanks around it';
CREATE TRIGGER issue_20_tidy BEFORE INSERT OR UPDATE OF title ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_tidy();

CREATE FUNCTION {governance}.fn_issue_object_ref() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF NEW.object_ref !~ '^[a-z_]+:.' THEN
        RAISE EXCEPTION 'an issue is about an object named kind:path' USING ERRCODE = 'OR122';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_object_ref() IS 'Trigger: an object is named kind:path (SQLSTATE OR122)';
CREATE TRIGGER issue_30_object_ref BEFORE INSERT OR UPDATE OF object_ref ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_object_ref();

CREATE FUNCTION {governance}.fn_issue_origin() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF (NEW.issue_id, NEW.opened_by, NEW.opened_at) IS DISTINCT FROM (OLD.issue_id, OLD.opened_by, OLD.opened_at) THEN
        RAISE EXCEPTION 'who opened an issue, and when, does not change' USING ERRCODE = 'OR123';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_origin() IS 'Trigger: key, opener and time of opening do not change (SQLSTATE OR123)';
CREATE TRIGGER issue_40_origin BEFORE UPDATE ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_origin();

CREATE FUNCTION {governance}.fn_issue_move() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF NOT (OLD.status || '>' || NEW.status = ANY (ARRAY[
        'open>in_progress', 'open>resolved', 'open>closed', 'in_progress>open', 'in_progress>resolved',
        'resolved>closed', 'resolved>open', 'closed>open']))
    THEN
        RAISE EXCEPTION 'an issue does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'OR121';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_move() IS 'Trigger: which status follows which (SQLSTATE OR121)';
CREATE TRIGGER issue_50_move BEFORE UPDATE OF status ON {governance}.system_issues
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION {governance}.fn_issue_move();

CREATE FUNCTION {governance}.fn_issue_stamp() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.updated_at := clock_timestamp();
    IF NEW.status <> 'closed' THEN
        NEW.closed_by := NULL;
        NEW.closed_at := NULL;
    ELSIF OLD.status <> 'closed' THEN
        NEW.closed_by := session_user;
        NEW.closed_at := NEW.updated_at;
    ELSE
        NEW.closed_by := OLD.closed_by;
        NEW.closed_at := OLD.closed_at;
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_stamp() IS 'Trigger: when an issue changed, who closed it and when';
CREATE TRIGGER issue_60_stamp BEFORE UPDATE ON {governance}.system_issues
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION {governance}.fn_issue_stamp();

-- With the owner's rights: whoever works on issues needs no right to write their history, nor to emit events.
CREATE FUNCTION {governance}.fn_issue_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{{}}' END;
    after  jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO {governance}.system_issue_history (issue_id, change, old_values, new_values)
    SELECT NEW.issue_id, CASE WHEN TG_OP = 'INSERT' THEN 'opened' ELSE 'changed' END,
           coalesce(jsonb_object_agg(field.key, before -> field.key) FILTER (WHERE before ? field.key), '{{}}'),
           coalesce(jsonb_object_agg(field.key, field.value), '{{}}')
      FROM jsonb_each(after) AS field
     WHERE field.value IS DISTINCT FROM before -> field.key;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_history() IS 'Trigger: keeps every change of an issue in system_issue_history';
CREATE TRIGGER issue_70_history AFTER INSERT OR UPDATE ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_history();

CREATE FUNCTION {governance}.fn_issue_emit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    event text := CASE WHEN TG_OP = 'INSERT' THEN 'governance.issue.opened' ELSE 'governance.issue.moved' END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.status IS NOT DISTINCT FROM OLD.status THEN
        RETURN NULL;
    END IF;
    -- Work on issues goes on while the types are inactive: then nothing is emitted, and nothing is refused.
    IF EXISTS (SELECT FROM {governance}.event_type_registry WHERE event_type = event AND active) THEN
        INSERT INTO {governance}.event_outbox (aggregatetype, aggregateid, type, payload)
        VALUES ('issue', NEW.issue_id::text, event,
                jsonb_build_object('status', NEW.status, 'severity', NEW.severity, 'object_ref', NEW.object_ref));
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_emit() IS 'Trigger: emits an event when its type is active, else nothing';
CREATE TRIGGER issue_80_emit AFTER INSERT OR UPDATE OF status ON {governance}.system_issues
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_issue_emit();

CREATE FUNCTION {governance}.fn_issue_keep() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'issues are closed, never deleted' USING ERRCODE = 'OR124';
END
$body$;
COMMENT ON FUNCTION {governance}.fn_issue_keep() IS 'Trigger: refuses DELETE and TRUNCATE (SQLSTATE OR124)';
CREATE TRIGGER issue_90_keep BEFORE DELETE OR TRUNCATE ON {governance}.system_issues
    FOR EACH STATEMENT EXECUTE FUNCTION {governance}.fn_issue_keep();
