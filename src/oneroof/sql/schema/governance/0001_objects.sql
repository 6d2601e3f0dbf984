-- Governance, migration 1: rulesets, principals, registered objects, ownership.

CREATE TABLE {governance}.governance_ruleset (
    ruleset_version text        PRIMARY KEY,
    title           text        NOT NULL DEFAULT '',
    active          boolean     NOT NULL DEFAULT false,
    kinds           text[]      NOT NULL,
    schemas         text[],
    excluded_names  text[]      NOT NULL DEFAULT '{{}}',
    required_kinds  text[]      NOT NULL,
    cap_per_state   integer     NOT NULL DEFAULT 1000 CHECK (cap_per_state > 0),
    created_at      timestamptz NOT NULL DEFAULT pg_catalog.now()
);
CREATE UNIQUE INDEX governance_ruleset_one_active ON {governance}.governance_ruleset ((true)) WHERE active;
COMMENT ON TABLE {governance}.governance_ruleset IS 'What is under the roof, what must have an owner, how many candidates a state may raise';
COMMENT ON COLUMN {governance}.governance_ruleset.ruleset_version IS 'Version, the key';
COMMENT ON COLUMN {governance}.governance_ruleset.title IS 'For people';
COMMENT ON COLUMN {governance}.governance_ruleset.active IS 'The one version in force; activating one deactivates the other';
COMMENT ON COLUMN {governance}.governance_ruleset.kinds IS 'Kinds of object under the roof';
COMMENT ON COLUMN {governance}.governance_ruleset.schemas IS 'Schemas under the roof; NULL: all but the system''s and oneroof''s';
COMMENT ON COLUMN {governance}.governance_ruleset.excluded_names IS 'LIKE patterns: what bears such a name, or belongs to a relation that does, is not under the roof';
COMMENT ON COLUMN {governance}.governance_ruleset.required_kinds IS 'Kinds that must have an owner; containers never must';
COMMENT ON COLUMN {governance}.governance_ruleset.cap_per_state IS 'At most so many candidates per state';
COMMENT ON COLUMN {governance}.governance_ruleset.created_at IS 'When it was written';

CREATE FUNCTION {governance}.fn_ruleset_one_active() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    UPDATE {governance}.governance_ruleset SET active = false
     WHERE active AND ruleset_version <> NEW.ruleset_version;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION {governance}.fn_ruleset_one_active() IS 'Trigger: the version that becomes active takes the place of the one that was';
CREATE TRIGGER one_active BEFORE INSERT OR UPDATE OF active ON {governance}.governance_ruleset
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION {governance}.fn_ruleset_one_active();

-- A beginning that shows something at once; the operator's own version takes its place by becoming active.
INSERT INTO {governance}.governance_ruleset
    (ruleset_version, title, active, kinds, schemas, excluded_names, required_kinds)
VALUES ('default', 'Everything that the catalog has; relations and functions must have an owner', true,
        ARRAY['database', 'schema', 'directus_folder', 'table', 'partitioned_table', 'partition', 'view',
              'materialized_view', 'foreign_table', 'sequence', 'function', 'procedure', 'aggregate', 'type', 'enum',
              'domain', 'trigger', 'policy', 'event_trigger', 'extension', 'publication', 'subscription'],
        NULL, ARRAY['directus\_%'],
        ARRAY['table', 'partitioned_table', 'view', 'materialized_view', 'foreign_table', 'function', 'procedure',
              'aggregate']);

CREATE TABLE {governance}.governance_ruleset_rule (
    ruleset_version text  NOT NULL REFERENCES {governance}.governance_ruleset,
    state_code      text  NOT NULL,
    rule            text  NOT NULL,
    severity        text  NOT NULL CHECK (severity = ANY (ARRAY['info', 'low', 'medium', 'high', 'critical'])),
    title           text  NOT NULL DEFAULT '',
    parameters      jsonb NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (ruleset_version, state_code)
);
COMMENT ON TABLE {governance}.governance_ruleset_rule IS 'The rules of a ruleset: each singles out objects as candidates';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.ruleset_version IS 'The ruleset';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.state_code IS 'The state that its candidates are in';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.rule IS 'Which of the scanner''s rules it is';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.severity IS 'info, low, medium, high or critical';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.title IS 'For people';
COMMENT ON COLUMN {governance}.governance_ruleset_rule.parameters IS 'The rule''s parameters';

CREATE TABLE {governance}.governance_principal (
    principal_ref text        PRIMARY KEY,
    kind          text        NOT NULL CHECK (kind = 'person' OR kind = 'team'),
    display_name  text        NOT NULL,
    active        boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE {governance}.governance_principal IS 'People and teams that can own';
COMMENT ON COLUMN {governance}.governance_principal.principal_ref IS 'How ownership rows name it';
COMMENT ON COLUMN {governance}.governance_principal.kind IS 'person or team';
COMMENT ON COLUMN {governance}.governance_principal.display_name IS 'For people';
COMMENT ON COLUMN {governance}.governance_principal.active IS 'What an inactive principal owns is a gap';
COMMENT ON COLUMN {governance}.governance_principal.created_at IS 'When it was registered';

CREATE TABLE {governance}.governance_object (
    object_ref    text        PRIMARY KEY,
    kind          text        NOT NULL,
    parent_ref    text,
    source        text        NOT NULL,
    status        text        NOT NULL DEFAULT 'active',
    display_name  text,
    registered_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CHECK (pg_catalog.starts_with(object_ref, kind || ':')),
    CHECK (parent_ref <> object_ref)
);
COMMENT ON TABLE {governance}.governance_object IS 'Objects that the catalog does not know: dbt models, other databases and more; under the roof until retired';
COMMENT ON COLUMN {governance}.governance_object.object_ref IS 'kind: and the path';
COMMENT ON COLUMN {governance}.governance_object.kind IS 'Free text, the first part of object_ref';
COMMENT ON COLUMN {governance}.governance_object.parent_ref IS 'What contains it';
COMMENT ON COLUMN {governance}.governance_object.source IS 'Where it is known from, free text';
COMMENT ON COLUMN {governance}.governance_object.status IS 'active, or what the source says; retired: no longer under the roof';
COMMENT ON COLUMN {governance}.governance_object.display_name IS 'For people';
COMMENT ON COLUMN {governance}.governance_object.registered_at IS 'When it was registered';

-- No trigger, ever, not even a foreign key's: the seed must be a clean insert with no side effect.
CREATE TABLE {governance}.governance_object_ownership (
    ownership_id      uuid        PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
    object_ref        text        NOT NULL,
    ownership_type    text        NOT NULL DEFAULT 'accountable',
    owner_ref         text,
    pin               boolean     NOT NULL DEFAULT false,
    reason            text,
    seen_oid          oid,
    seen_database_uid uuid,
    created_by        text        NOT NULL DEFAULT SESSION_USER,
    created_at        timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT governance_object_ownership_natural_key UNIQUE NULLS NOT DISTINCT (object_ref, ownership_type, owner_ref)
);
COMMENT ON TABLE {governance}.governance_object_ownership IS 'Direct ownership: who owns what, as stated. Carries no trigger, ever';
COMMENT ON COLUMN {governance}.governance_object_ownership.ownership_id IS 'Key; packets supply one derived from the natural key';
COMMENT ON COLUMN {governance}.governance_object_ownership.object_ref IS 'The object, kind: and path';
COMMENT ON COLUMN {governance}.governance_object_ownership.ownership_type IS 'accountable is the one that coverage, gap and conflict mean';
COMMENT ON COLUMN {governance}.governance_object_ownership.owner_ref IS 'The principal; NULL is a tombstone: explicitly unowned, stop inheriting here';
COMMENT ON COLUMN {governance}.governance_object_ownership.pin IS 'Must stay although it repeats the inherited owner';
COMMENT ON COLUMN {governance}.governance_object_ownership.reason IS 'Why';
COMMENT ON COLUMN {governance}.governance_object_ownership.seen_oid IS 'The object''s oid when the row was written; it finds renamed objects';
COMMENT ON COLUMN {governance}.governance_object_ownership.seen_database_uid IS 'The database in which that oid was seen; elsewhere it means nothing';
COMMENT ON COLUMN {governance}.governance_object_ownership.created_by IS 'The packet or login that wrote it';
COMMENT ON COLUMN {governance}.governance_object_ownership.created_at IS 'When it was written';
