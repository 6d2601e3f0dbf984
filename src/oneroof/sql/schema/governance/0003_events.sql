-- Governance, migration 3: event types, outbox, dead letters, cursors.

CREATE TABLE {governance}.event_type_registry (
    event_type     text        PRIMARY KEY,
    domain         text        NOT NULL,
    active         boolean     NOT NULL DEFAULT false,
    payload_schema jsonb       NOT NULL DEFAULT '{{}}',
    description    text        NOT NULL DEFAULT '',
    registered_at  timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE {governance}.event_type_registry IS 'Types of event; one that is not active cannot be emitted';
COMMENT ON COLUMN {governance}.event_type_registry.event_type IS 'The type';
COMMENT ON COLUMN {governance}.event_type_registry.domain IS 'Whose events they are, such as governance';
COMMENT ON COLUMN {governance}.event_type_registry.active IS 'false until a governed decision';
COMMENT ON COLUMN {governance}.event_type_registry.payload_schema IS 'JSON Schema of the payload';
COMMENT ON COLUMN {governance}.event_type_registry.description IS 'For people';
COMMENT ON COLUMN {governance}.event_type_registry.registered_at IS 'When it was registered';

INSERT INTO {governance}.event_type_registry (event_type, domain, description) VALUES
    ('governance.issue.opened', 'governance', 'An issue was opened'),
    ('governance.issue.moved', 'governance', 'An issue changed its status');

-- Column names are those that Debezium's outbox event router reads by default.
CREATE TABLE {governance}.event_outbox (
    id             uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    aggregatetype  text        NOT NULL,
    aggregateid    text        NOT NULL,
    type           text        NOT NULL,
    payload        jsonb       NOT NULL DEFAULT '{{}}',
    domain         text        NOT NULL,
    created_system text        NOT NULL,
    created_xid    xid8        NOT NULL,
    created_place  integer     NOT NULL CHECK (created_place > 0),
    created_at     timestamptz NOT NULL,
    UNIQUE (created_system, created_xid, created_place)
);
COMMENT ON TABLE {governance}.event_outbox IS 'Events, recorded in the transaction that caused them; append-only';
COMMENT ON COLUMN {governance}.event_outbox.id IS 'Identity of the event, by which consumers know a repetition';
COMMENT ON COLUMN {governance}.event_outbox.aggregatetype IS 'Kind of what it happened to (Debezium: the topic)';
COMMENT ON COLUMN {governance}.event_outbox.aggregateid IS 'What it happened to (Debezium: the key)';
COMMENT ON COLUMN {governance}.event_outbox.type IS 'The event''s type, registered and active';
COMMENT ON COLUMN {governance}.event_outbox.payload IS 'The event';
COMMENT ON COLUMN {governance}.event_outbox.domain IS 'The type''s domain, filled in from the registry';
COMMENT ON COLUMN {governance}.event_outbox.created_system IS 'System identifier of the server whose transaction wrote it; set here';
COMMENT ON COLUMN {governance}.event_outbox.created_xid IS 'The transaction that wrote it; set here';
COMMENT ON COLUMN {governance}.event_outbox.created_place IS 'Its place among that transaction''s events, from 1; set here';
COMMENT ON COLUMN {governance}.event_outbox.created_at IS 'When, by the server''s clock; set here';

-- Row locks need a privilege on the registry that a writer of events should not have: so the owner's rights are used.
CREATE FUNCTION {governance}.fn_event_type_validate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    known record;
BEGIN
    -- The lock keeps a deactivation from committing between this check and the end of the emitting transaction.
    SELECT registry.active, registry.domain INTO known
      FROM ONLY {governance}.event_type_registry AS registry WHERE registry.event_type = NEW.type FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'event type % is not registered', NEW.type USING ERRCODE = 'OR101';
    END IF;
    IF NOT known.active THEN
        RAISE EXCEPTION 'event type % is not active', NEW.type USING ERRCODE = 'OR102';
    END IF;
    IF NEW.domain IS DISTINCT FROM known.domain AND NEW.domain IS NOT NULL THEN
        RAISE EXCEPTION 'event type % is not of domain %', NEW.type, NEW.domain USING ERRCODE = 'OR103';
    END IF;
    NEW.domain := known.domain;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_event_type_validate() IS
    'Trigger on event_outbox: refuses a type that is unknown (SQLSTATE OR101), inactive (OR102) or of another domain (OR103)';

CREATE FUNCTION {governance}.fn_event_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    NEW.created_system := (SELECT system_identifier::text FROM pg_control_system());
    NEW.created_xid := pg_current_xact_id();
    NEW.created_at := clock_timestamp();
    -- No sequence: a refused insert burns nothing, and rows of this transaction are seen by nobody else.
    SELECT coalesce(max(created_place), 0) + 1 INTO NEW.created_place
      FROM ONLY {governance}.event_outbox
     WHERE created_system = NEW.created_system AND created_xid = NEW.created_xid;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_event_place() IS
    'Trigger on event_outbox: says which transaction of which server wrote the event, and its place there';

CREATE TRIGGER event_10_type_validate BEFORE INSERT ON {governance}.event_outbox
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_event_type_validate();
ALTER TABLE {governance}.event_outbox ENABLE ALWAYS TRIGGER event_10_type_validate;
CREATE TRIGGER event_20_place BEFORE INSERT ON {governance}.event_outbox
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_event_place();
ALTER TABLE {governance}.event_outbox ENABLE ALWAYS TRIGGER event_20_place;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {governance}.event_outbox
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE {governance}.event_outbox ENABLE ALWAYS TRIGGER append_only;

CREATE TABLE {governance}.event_dead_letter (
    consumer    text        NOT NULL,
    event_id    uuid        NOT NULL,
    type        text        NOT NULL,
    reason      text        NOT NULL,
    tries       integer     NOT NULL CHECK (tries > 0),
    given_up_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (consumer, event_id)
);
COMMENT ON TABLE {governance}.event_dead_letter IS 'Events that a consumer gave up on';
COMMENT ON COLUMN {governance}.event_dead_letter.consumer IS 'Who gave up';
COMMENT ON COLUMN {governance}.event_dead_letter.event_id IS 'The event';
COMMENT ON COLUMN {governance}.event_dead_letter.type IS 'Its type';
COMMENT ON COLUMN {governance}.event_dead_letter.reason IS 'Why';
COMMENT ON COLUMN {governance}.event_dead_letter.tries IS 'After how many tries';
COMMENT ON COLUMN {governance}.event_dead_letter.given_up_at IS 'When';

CREATE TABLE {governance}.governance_worker_cursor (
    consumer          text        PRIMARY KEY,
    position_xid      xid8        NOT NULL DEFAULT '0',
    position_place    integer     NOT NULL DEFAULT 0 CHECK (position_place >= 0),
    system_identifier text        NOT NULL,
    advanced_at       timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE {governance}.governance_worker_cursor IS 'How far each consumer has read the outbox; moved by fn_cursor_advance';
COMMENT ON COLUMN {governance}.governance_worker_cursor.consumer IS 'The consumer';
COMMENT ON COLUMN {governance}.governance_worker_cursor.position_xid IS 'created_xid of the last event read; 0 at the start';
COMMENT ON COLUMN {governance}.governance_worker_cursor.position_place IS 'created_place of the last event read; 0 at the start';
COMMENT ON COLUMN {governance}.governance_worker_cursor.system_identifier IS 'The server that the position belongs to';
COMMENT ON COLUMN {governance}.governance_worker_cursor.advanced_at IS 'When it last moved';

CREATE FUNCTION {governance}.fn_cursor_advance(
    p_consumer text, expected_xid xid8, expected_place integer, new_xid xid8, new_place integer
) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    here text := (SELECT system_identifier::text FROM pg_control_system());
    held {governance}.governance_worker_cursor;
BEGIN
    IF p_consumer IS NULL OR expected_xid IS NULL OR expected_place IS NULL OR new_xid IS NULL OR new_place IS NULL THEN
        RAISE EXCEPTION 'a cursor moves between two positions, none of them NULL' USING ERRCODE = 'OR115';
    END IF;
    INSERT INTO {governance}.governance_worker_cursor (consumer, system_identifier) VALUES (p_consumer, here)
        ON CONFLICT (consumer) DO NOTHING;
    SELECT * INTO STRICT held FROM ONLY {governance}.governance_worker_cursor WHERE consumer = p_consumer FOR UPDATE;
    IF held.system_identifier <> here THEN
        RAISE EXCEPTION 'the cursor of % belongs to another server', p_consumer USING ERRCODE = 'OR114';
    END IF;
    IF new_xid = held.position_xid AND new_place = held.position_place THEN
        RETURN false;
    END IF;
    IF new_xid < held.position_xid OR (new_xid = held.position_xid AND new_place < held.position_place) THEN
        RAISE EXCEPTION 'the cursor of % would move back', p_consumer USING ERRCODE = 'OR111';
    END IF;
    IF expected_xid <> held.position_xid OR expected_place <> held.position_place THEN
        RAISE EXCEPTION 'the cursor of % is not where it was expected', p_consumer USING ERRCODE = 'OR112';
    END IF;
    -- At and above this xid a transaction may still be running and commit events that would then be lost.
    IF new_xid >= pg_snapshot_xmin(pg_current_snapshot()) THEN
        RAISE EXCEPTION 'the cursor of % would pass the safe horizon', p_consumer USING ERRCODE = 'OR113';
    END IF;
    UPDATE {governance}.governance_worker_cursor
       SET position_xid = new_xid, position_place = new_place, advanced_at = clock_timestamp()
     WHERE consumer = p_consumer;
    RETURN true;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_cursor_advance(text, xid8, integer, xid8, integer) IS
    'Compare-and-set of a cursor: true when moved, false when it was there; refuses back (OR111), stale (OR112), beyond the horizon (OR113), another server (OR114), NULL (OR115)';

CREATE FUNCTION {governance}.fn_cursor_forward_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- A position means something on its own server only, so a restored database may start anew.
    IF NEW.system_identifier = OLD.system_identifier
       AND (NEW.position_xid < OLD.position_xid
            OR (NEW.position_xid = OLD.position_xid AND NEW.position_place < OLD.position_place))
    THEN
        RAISE EXCEPTION 'the cursor of % would move back', OLD.consumer USING ERRCODE = 'OR111';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_cursor_forward_only() IS
    'Trigger: no UPDATE moves a cursor back, with or without fn_cursor_advance (SQLSTATE OR111)';
CREATE TRIGGER forward_only BEFORE UPDATE ON {governance}.governance_worker_cursor
    FOR EACH ROW EXECUTE FUNCTION {governance}.fn_cursor_forward_only();
ALTER TABLE {governance}.governance_worker_cursor ENABLE ALWAYS TRIGGER forward_only;
