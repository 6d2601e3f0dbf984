-- Core, migration 2: the gate (authority model, proposals, acts, approvals, holds) and the rollout log. All append-only.

-- The authority model: who may sign. Exact bytes; the jsonb is what SQL counts from, and is checked against the bytes outside.
CREATE TABLE oneroof.os_authority_model (
    version     integer     PRIMARY KEY CHECK (version > 0),
    content     bytea       NOT NULL,
    digest      text        NOT NULL UNIQUE CHECK (digest = pg_catalog.encode(pg_catalog.sha256(content), 'hex')),
    canonical   jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    recorded_by text        NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE oneroof.os_authority_model IS 'Versions of the authority model: who may sign at which level';
COMMENT ON COLUMN oneroof.os_authority_model.version IS 'Version, from 1';
COMMENT ON COLUMN oneroof.os_authority_model.content IS 'The file''s exact bytes';
COMMENT ON COLUMN oneroof.os_authority_model.digest IS 'SHA-256 (hex) of the bytes';
COMMENT ON COLUMN oneroof.os_authority_model.canonical IS 'The same content as jsonb, from which SQL counts';
COMMENT ON COLUMN oneroof.os_authority_model.recorded_at IS 'When it was recorded';
COMMENT ON COLUMN oneroof.os_authority_model.recorded_by IS 'By which login';

-- What people decide on.
CREATE TABLE oneroof.os_proposal (
    apr_code               text        PRIMARY KEY CHECK (apr_code ~ '^APR-[A-Z0-9]+(-[A-Z0-9]+)*$'),
    statement              bytea       NOT NULL,
    statement_digest       text        NOT NULL UNIQUE
                           CHECK (statement_digest = pg_catalog.encode(pg_catalog.sha256(statement), 'hex')),
    canonical              jsonb       NOT NULL,
    proposer_ref           text        NOT NULL,
    proposer_act           bytea       NOT NULL,
    proposer_act_signature text        NOT NULL,
    expires_at             timestamptz NOT NULL,
    recorded_at            timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    recorded_by            text        NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE oneroof.os_proposal IS 'Proposals: what people decide on';
COMMENT ON COLUMN oneroof.os_proposal.apr_code IS 'The code that people know it by';
COMMENT ON COLUMN oneroof.os_proposal.statement IS 'The statement''s exact bytes';
COMMENT ON COLUMN oneroof.os_proposal.statement_digest IS 'SHA-256 (hex) of the statement';
COMMENT ON COLUMN oneroof.os_proposal.canonical IS 'The statement as jsonb, from which SQL counts';
COMMENT ON COLUMN oneroof.os_proposal.proposer_ref IS 'The member who proposes';
COMMENT ON COLUMN oneroof.os_proposal.proposer_act IS 'The proposer''s act, exact bytes';
COMMENT ON COLUMN oneroof.os_proposal.proposer_act_signature IS 'The signature over the proposer''s act';
COMMENT ON COLUMN oneroof.os_proposal.expires_at IS 'After this moment it can no longer be ratified';
COMMENT ON COLUMN oneroof.os_proposal.recorded_at IS 'When it was recorded';
COMMENT ON COLUMN oneroof.os_proposal.recorded_by IS 'By which login';

-- One person's signed decision on a statement; the named columns are derived from the act's bytes.
CREATE TABLE oneroof.os_proposal_signature (
    act_digest       text        PRIMARY KEY CHECK (act_digest = pg_catalog.encode(pg_catalog.sha256(act), 'hex')),
    apr_code         text        NOT NULL REFERENCES oneroof.os_proposal,
    act              bytea       NOT NULL,
    signature        text        NOT NULL,
    member_ref       text        NOT NULL,
    meaning          text        NOT NULL CHECK (meaning = 'approve' OR meaning = 'reject'),
    statement_digest text        NOT NULL,
    authority_digest text        NOT NULL,
    log_head         text        NOT NULL,
    signed_at        timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    recorded_by      text        NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE oneroof.os_proposal_signature IS 'Acts: each person''s signed decision on a statement';
COMMENT ON COLUMN oneroof.os_proposal_signature.act_digest IS 'SHA-256 (hex) of the act';
COMMENT ON COLUMN oneroof.os_proposal_signature.apr_code IS 'The proposal decided on';
COMMENT ON COLUMN oneroof.os_proposal_signature.act IS 'The act''s exact bytes, from which the other columns are derived';
COMMENT ON COLUMN oneroof.os_proposal_signature.signature IS 'The signature over the act';
COMMENT ON COLUMN oneroof.os_proposal_signature.member_ref IS 'Who signed';
COMMENT ON COLUMN oneroof.os_proposal_signature.meaning IS 'approve or reject';
COMMENT ON COLUMN oneroof.os_proposal_signature.statement_digest IS 'Digest of the statement that was signed';
COMMENT ON COLUMN oneroof.os_proposal_signature.authority_digest IS 'Digest of the authority model that the signer knew';
COMMENT ON COLUMN oneroof.os_proposal_signature.log_head IS 'Head of the gate log that the signer saw';
COMMENT ON COLUMN oneroof.os_proposal_signature.signed_at IS 'When, as the act says';
COMMENT ON COLUMN oneroof.os_proposal_signature.recorded_at IS 'When it was recorded';
COMMENT ON COLUMN oneroof.os_proposal_signature.recorded_by IS 'By which login';

-- The gate: one row per ratified subject.
CREATE TABLE oneroof.os_proposal_approvals (
    approval_id       uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    apr_code          text        NOT NULL REFERENCES oneroof.os_proposal,
    subject_kind      text        NOT NULL CHECK (subject_kind = 'authority-model' OR subject_kind = 'packet'),
    subject_digest    text        NOT NULL CHECK (subject_digest ~ '^[0-9a-f]{{64}}$'),
    statement_digest  text        NOT NULL,
    authority_digest  text        NOT NULL,
    system_identifier text        NOT NULL,
    database_name     text        NOT NULL,
    database_uid      uuid        NOT NULL,
    expires_at        timestamptz NOT NULL,
    ratified_at       timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    ratified_by       text        NOT NULL DEFAULT SESSION_USER,
    UNIQUE (apr_code, subject_kind, subject_digest, database_uid)
);
COMMENT ON TABLE oneroof.os_proposal_approvals IS 'The gate: one row per subject that people have ratified for a database';
COMMENT ON COLUMN oneroof.os_proposal_approvals.approval_id IS 'Key';
COMMENT ON COLUMN oneroof.os_proposal_approvals.apr_code IS 'The proposal that was ratified';
COMMENT ON COLUMN oneroof.os_proposal_approvals.subject_kind IS 'authority-model or packet';
COMMENT ON COLUMN oneroof.os_proposal_approvals.subject_digest IS 'SHA-256 (hex) of the authority model, or the packet digest';
COMMENT ON COLUMN oneroof.os_proposal_approvals.statement_digest IS 'Digest of the statement that was ratified';
COMMENT ON COLUMN oneroof.os_proposal_approvals.authority_digest IS 'Digest of the authority model it was ratified under';
COMMENT ON COLUMN oneroof.os_proposal_approvals.system_identifier IS 'The server it is for';
COMMENT ON COLUMN oneroof.os_proposal_approvals.database_name IS 'The database it is for';
COMMENT ON COLUMN oneroof.os_proposal_approvals.database_uid IS 'The identity it is for';
COMMENT ON COLUMN oneroof.os_proposal_approvals.expires_at IS 'After this moment it opens nothing';
COMMENT ON COLUMN oneroof.os_proposal_approvals.ratified_at IS 'When, by the server''s clock';
COMMENT ON COLUMN oneroof.os_proposal_approvals.ratified_by IS 'By which login';

-- A hold or its lifting.
CREATE TABLE oneroof.os_gate_hold (
    act_digest  text        PRIMARY KEY CHECK (act_digest = pg_catalog.encode(pg_catalog.sha256(act), 'hex')),
    apr_code    text        NOT NULL REFERENCES oneroof.os_proposal,
    act         bytea       NOT NULL,
    signature   text        NOT NULL,
    member_ref  text        NOT NULL,
    meaning     text        NOT NULL CHECK (meaning = 'hold' OR meaning = 'lift'),
    signed_at   timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    recorded_by text        NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE oneroof.os_gate_hold IS 'Holds on a proposal, and their lifting';
COMMENT ON COLUMN oneroof.os_gate_hold.act_digest IS 'SHA-256 (hex) of the act';
COMMENT ON COLUMN oneroof.os_gate_hold.apr_code IS 'The proposal held';
COMMENT ON COLUMN oneroof.os_gate_hold.act IS 'The act''s exact bytes, from which the other columns are derived';
COMMENT ON COLUMN oneroof.os_gate_hold.signature IS 'The signature over the act';
COMMENT ON COLUMN oneroof.os_gate_hold.member_ref IS 'Who signed';
COMMENT ON COLUMN oneroof.os_gate_hold.meaning IS 'hold or lift';
COMMENT ON COLUMN oneroof.os_gate_hold.signed_at IS 'When, as the act says';
COMMENT ON COLUMN oneroof.os_gate_hold.recorded_at IS 'When it was recorded';
COMMENT ON COLUMN oneroof.os_gate_hold.recorded_by IS 'By which login';

-- What ran here.
CREATE TABLE oneroof.governance_rollout (
    packet_digest text        NOT NULL CHECK (packet_digest ~ '^[0-9a-f]{{64}}$'),
    apr_code      text        NOT NULL REFERENCES oneroof.os_proposal,
    act           text        NOT NULL CHECK (act = 'executed' OR act = 'rolled_back'),
    packet_code   text        NOT NULL,
    database_uid  uuid        NOT NULL,
    deltas        jsonb       NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    recorded_by   text        NOT NULL DEFAULT SESSION_USER,
    PRIMARY KEY (packet_digest, apr_code, act)
);
COMMENT ON TABLE oneroof.governance_rollout IS 'Packets that ran on this database, and those that were rolled back';
COMMENT ON COLUMN oneroof.governance_rollout.packet_digest IS 'The packet digest';
COMMENT ON COLUMN oneroof.governance_rollout.apr_code IS 'The proposal whose approval opened the gate';
COMMENT ON COLUMN oneroof.governance_rollout.act IS 'executed or rolled_back';
COMMENT ON COLUMN oneroof.governance_rollout.packet_code IS 'The packet''s code';
COMMENT ON COLUMN oneroof.governance_rollout.database_uid IS 'The identity it ran under';
COMMENT ON COLUMN oneroof.governance_rollout.deltas IS 'The write set as measured';
COMMENT ON COLUMN oneroof.governance_rollout.recorded_at IS 'When';
COMMENT ON COLUMN oneroof.governance_rollout.recorded_by IS 'By which login';

CREATE FUNCTION oneroof.fn_rollout_order() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    executed    bigint;
    rolled_back bigint;
BEGIN
    SELECT count(*) FILTER (WHERE act = 'executed'), count(*) FILTER (WHERE act = 'rolled_back')
      INTO executed, rolled_back
      FROM ONLY oneroof.governance_rollout WHERE packet_digest = NEW.packet_digest;
    IF NEW.act = 'executed' AND executed > rolled_back THEN
        RAISE EXCEPTION 'packet % ran already and was not rolled back', NEW.packet_code USING ERRCODE = 'OR002';
    END IF;
    IF NEW.act = 'rolled_back' AND NOT EXISTS (
        SELECT FROM ONLY oneroof.governance_rollout
         WHERE packet_digest = NEW.packet_digest AND apr_code = NEW.apr_code AND act = 'executed')
    THEN
        RAISE EXCEPTION 'packet % did not run under %', NEW.packet_code, NEW.apr_code USING ERRCODE = 'OR002';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_rollout_order() IS
    'Trigger: a packet runs again only after a roll back, and is rolled back only where it ran (SQLSTATE OR002)';
CREATE TRIGGER rollout_order BEFORE INSERT ON oneroof.governance_rollout
    FOR EACH ROW EXECUTE FUNCTION oneroof.fn_rollout_order();
ALTER TABLE oneroof.governance_rollout ENABLE ALWAYS TRIGGER rollout_order;
