-- Governance, migration 2: what a scan writes.

CREATE TABLE {governance}.governance_source_snapshot (
    snapshot_ref  text        PRIMARY KEY,
    database_uid  uuid        NOT NULL,
    fingerprint   text        NOT NULL,
    server_major  integer     NOT NULL,
    taken_at      timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE {governance}.governance_source_snapshot IS 'Fingerprints taken of this database; a scan names the one it belongs to';
COMMENT ON COLUMN {governance}.governance_source_snapshot.snapshot_ref IS 'How scans name it';
COMMENT ON COLUMN {governance}.governance_source_snapshot.database_uid IS 'The identity that the database had';
COMMENT ON COLUMN {governance}.governance_source_snapshot.fingerprint IS 'The digest';
COMMENT ON COLUMN {governance}.governance_source_snapshot.server_major IS 'The server''s major version';
COMMENT ON COLUMN {governance}.governance_source_snapshot.taken_at IS 'When';

CREATE TABLE {governance}.candidate_scan_run (
    run_id              uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    ruleset_version     text        NOT NULL REFERENCES {governance}.governance_ruleset,
    source_snapshot_ref text        NOT NULL REFERENCES {governance}.governance_source_snapshot,
    inserted            integer     NOT NULL CHECK (inserted >= 0),
    updated             integer     NOT NULL CHECK (updated >= 0),
    unchanged           integer     NOT NULL CHECK (unchanged >= 0),
    truncated           boolean     NOT NULL,
    ran_at              timestamptz NOT NULL DEFAULT pg_catalog.now(),
    ran_by              text        NOT NULL DEFAULT SESSION_USER
);
COMMENT ON TABLE {governance}.candidate_scan_run IS 'One row per run of the scanner''s write-half; only this table appends';
COMMENT ON COLUMN {governance}.candidate_scan_run.run_id IS 'Key';
COMMENT ON COLUMN {governance}.candidate_scan_run.ruleset_version IS 'The ruleset that was applied';
COMMENT ON COLUMN {governance}.candidate_scan_run.source_snapshot_ref IS 'The fingerprint it belongs to';
COMMENT ON COLUMN {governance}.candidate_scan_run.inserted IS 'Rows of candidate_state and candidate_object inserted';
COMMENT ON COLUMN {governance}.candidate_scan_run.updated IS 'Rows changed, those that no longer qualify included';
COMMENT ON COLUMN {governance}.candidate_scan_run.unchanged IS 'Rows that were as found';
COMMENT ON COLUMN {governance}.candidate_scan_run.truncated IS 'A state reached its cap';
COMMENT ON COLUMN {governance}.candidate_scan_run.ran_at IS 'When';
COMMENT ON COLUMN {governance}.candidate_scan_run.ran_by IS 'By which login';

CREATE TABLE {governance}.candidate_state (
    ruleset_version text        NOT NULL REFERENCES {governance}.governance_ruleset,
    state_code      text        NOT NULL,
    severity        text        NOT NULL,
    object_count    integer     NOT NULL CHECK (object_count >= 0),
    objects_digest  text        NOT NULL,
    truncated       boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT pg_catalog.now(),
    changed_at      timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (ruleset_version, state_code)
);
COMMENT ON TABLE {governance}.candidate_state IS 'One row per rule of a ruleset: how many objects it singles out';
COMMENT ON COLUMN {governance}.candidate_state.ruleset_version IS 'The ruleset';
COMMENT ON COLUMN {governance}.candidate_state.state_code IS 'The rule''s state';
COMMENT ON COLUMN {governance}.candidate_state.severity IS 'The rule''s severity';
COMMENT ON COLUMN {governance}.candidate_state.object_count IS 'How many objects qualify, those above the cap included';
COMMENT ON COLUMN {governance}.candidate_state.objects_digest IS 'Digest of the references of all that qualify, in order';
COMMENT ON COLUMN {governance}.candidate_state.truncated IS 'More qualify than the cap lets in';
COMMENT ON COLUMN {governance}.candidate_state.created_at IS 'When it was first written';
COMMENT ON COLUMN {governance}.candidate_state.changed_at IS 'When it last changed';

CREATE TABLE {governance}.candidate_object (
    ruleset_version text        NOT NULL,
    state_code      text        NOT NULL,
    object_ref      text        NOT NULL,
    qualifies       boolean     NOT NULL DEFAULT true,
    detail          jsonb       NOT NULL DEFAULT '{{}}',
    created_at      timestamptz NOT NULL DEFAULT pg_catalog.now(),
    changed_at      timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (ruleset_version, state_code, object_ref),
    FOREIGN KEY (ruleset_version, state_code) REFERENCES {governance}.candidate_state
);
COMMENT ON TABLE {governance}.candidate_object IS 'What the rules singled out, at most the cap per state';
COMMENT ON COLUMN {governance}.candidate_object.ruleset_version IS 'The ruleset';
COMMENT ON COLUMN {governance}.candidate_object.state_code IS 'The rule''s state';
COMMENT ON COLUMN {governance}.candidate_object.object_ref IS 'The object';
COMMENT ON COLUMN {governance}.candidate_object.qualifies IS 'false: it did once, and no longer does';
COMMENT ON COLUMN {governance}.candidate_object.detail IS 'What the rule says of it: names, counts and digests, never a row''s value';
COMMENT ON COLUMN {governance}.candidate_object.created_at IS 'When it was first singled out';
COMMENT ON COLUMN {governance}.candidate_object.changed_at IS 'When the row last changed';
