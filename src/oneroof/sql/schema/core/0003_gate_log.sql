-- Core, migration 3: the chain of every act and of aborted attempts; and the append-only triggers of every gate table.

CREATE TABLE oneroof.os_gate_log (
    hash      text        PRIMARY KEY,
    prev      text        NOT NULL UNIQUE,
    height    bigint      NOT NULL UNIQUE CHECK (height > 0),
    act       text        NOT NULL,
    subject   text        NOT NULL,
    content   jsonb       NOT NULL,
    logged_at timestamptz NOT NULL,
    logged_by text        NOT NULL
);
COMMENT ON TABLE oneroof.os_gate_log IS 'A chain of every act of the gate and of aborted attempts';
COMMENT ON COLUMN oneroof.os_gate_log.hash IS 'SHA-256 (hex) of this entry, prev included; computed here, whatever was supplied';
COMMENT ON COLUMN oneroof.os_gate_log.prev IS 'Hash of the entry before; for the first, of database_uid';
COMMENT ON COLUMN oneroof.os_gate_log.height IS 'Place in the chain, from 1';
COMMENT ON COLUMN oneroof.os_gate_log.act IS 'What happened';
COMMENT ON COLUMN oneroof.os_gate_log.subject IS 'To what: an APR code, a packet digest';
COMMENT ON COLUMN oneroof.os_gate_log.content IS 'What else there is to say';
COMMENT ON COLUMN oneroof.os_gate_log.logged_at IS 'When, by the server''s clock';
COMMENT ON COLUMN oneroof.os_gate_log.logged_by IS 'By which login';

-- Each field is preceded by its length, so that no two entries have the same bytes; jsonb prints its keys in one order.
CREATE FUNCTION oneroof.fn_gate_log_hash(
    prev text, height bigint, act text, subject text, content jsonb, logged_at timestamptz, logged_by text
) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT encode(sha256(convert_to('oneroof-gate-log-v1' || string_agg(
               octet_length(convert_to(field, 'UTF8')) || ':' || field, '' ORDER BY place), 'UTF8')), 'hex')
      FROM unnest(ARRAY[prev, height::text, act, subject, content::text,
                        (extract(epoch FROM logged_at) * 1000000)::bigint::text, logged_by])
           WITH ORDINALITY AS f (field, place)
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_log_hash(text, bigint, text, text, jsonb, timestamptz, text) IS
    'Hash of one entry of the gate log, SHA-256 (hex)';

CREATE FUNCTION oneroof.fn_gate_log_root() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
    SELECT encode(sha256(convert_to(database_uid::text, 'UTF8')), 'hex') FROM ONLY oneroof.database_identity
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_log_root() IS 'What the first entry of the gate log names as the one before it';

CREATE FUNCTION oneroof.fn_gate_log_chain() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- Each statement of a READ COMMITTED transaction sees what is committed: the head is read after the lock.
    PERFORM pg_advisory_xact_lock(oneroof.fn_lock_key_chain());
    SELECT last.hash, last.height + 1 INTO NEW.prev, NEW.height
      FROM ONLY oneroof.os_gate_log AS last ORDER BY last.height DESC LIMIT 1;
    IF NEW.prev IS NULL OR NEW.height IS NULL THEN
        NEW.prev := oneroof.fn_gate_log_root();
        NEW.height := 1;
    END IF;
    NEW.logged_at := clock_timestamp();
    NEW.logged_by := session_user;
    NEW.hash := oneroof.fn_gate_log_hash(
        NEW.prev, NEW.height, NEW.act, NEW.subject, NEW.content, NEW.logged_at, NEW.logged_by);
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_log_chain() IS
    'Trigger: binds a new entry to the head of the chain; a transaction with an old snapshot fails, it does not fork';
CREATE TRIGGER gate_log_chain BEFORE INSERT ON oneroof.os_gate_log
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_gate_log_chain();
ALTER TABLE oneroof.os_gate_log ENABLE ALWAYS TRIGGER gate_log_chain;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_authority_model
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_authority_model ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_authority_model
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_authority_model ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_proposal ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_proposal ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_proposal_signature
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_proposal_signature ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_proposal_signature
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_proposal_signature ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_proposal_approvals
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_proposal_approvals ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_proposal_approvals
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_proposal_approvals ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_gate_hold
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_gate_hold ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_gate_hold
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_gate_hold ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.governance_rollout
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.governance_rollout ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.governance_rollout
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.governance_rollout ENABLE ALWAYS TRIGGER gate_lock;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.os_gate_log
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.os_gate_log ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.os_gate_log
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.os_gate_log ENABLE ALWAYS TRIGGER gate_lock;
