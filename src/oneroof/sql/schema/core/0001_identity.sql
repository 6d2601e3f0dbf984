-- Core, migration 1: the schema, its record of what is installed, and the identity of the database.

CREATE SCHEMA oneroof;
COMMENT ON SCHEMA oneroof IS 'oneroof: identity of this database, gate and log of governed changes';

CREATE TABLE oneroof.schema_migration (
    part           text        NOT NULL CHECK (part = 'core' OR part = 'governance'),
    version        integer     NOT NULL CHECK (version > 0),
    name           text        NOT NULL,
    sha256         text        NOT NULL,
    in_schema      text        NOT NULL,
    schema_created boolean     NOT NULL,
    installed_at   timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    installed_by   text        NOT NULL DEFAULT SESSION_USER,
    PRIMARY KEY (part, version)
);
COMMENT ON TABLE oneroof.schema_migration IS 'Migrations of oneroof installed here, and the schema that the governance part stands in';
COMMENT ON COLUMN oneroof.schema_migration.part IS 'core or governance';
COMMENT ON COLUMN oneroof.schema_migration.version IS 'Place in the order of the part''s migrations, from 1';
COMMENT ON COLUMN oneroof.schema_migration.name IS 'The migration''s name';
COMMENT ON COLUMN oneroof.schema_migration.sha256 IS 'SHA-256 (hex) of the migration''s file as installed';
COMMENT ON COLUMN oneroof.schema_migration.in_schema IS 'The schema that the part stands in';
COMMENT ON COLUMN oneroof.schema_migration.schema_created IS 'The schema was made by the install, so uninstall drops it';
COMMENT ON COLUMN oneroof.schema_migration.installed_at IS 'When';
COMMENT ON COLUMN oneroof.schema_migration.installed_by IS 'By which login';

CREATE TABLE oneroof.schema_object (
    in_schema   text NOT NULL,
    catalog     text NOT NULL CHECK (catalog = 'pg_class' OR catalog = 'pg_proc'),
    object_name text NOT NULL,
    PRIMARY KEY (in_schema, catalog, object_name)
);
COMMENT ON TABLE oneroof.schema_object IS 'Relations and functions that oneroof made, by name: they are never under the roof';
COMMENT ON COLUMN oneroof.schema_object.in_schema IS 'Its schema';
COMMENT ON COLUMN oneroof.schema_object.catalog IS 'pg_class for a relation, pg_proc for a function';
COMMENT ON COLUMN oneroof.schema_object.object_name IS 'Its name, as the catalog has it';

-- The keys of our advisory locks are the bytes of "oneroof" and a number; they belong to one database each.
CREATE FUNCTION oneroof.fn_lock_key_gate() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8029466727818421761;
COMMENT ON FUNCTION oneroof.fn_lock_key_gate() IS
    'Advisory lock key: shared by every insert into a gate table, exclusive for a rollout';

CREATE FUNCTION oneroof.fn_lock_key_chain() RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 8029466727818421762;
COMMENT ON FUNCTION oneroof.fn_lock_key_chain() IS
    'Advisory lock key: exclusive for every insert into the gate log, taken after the gate key';

CREATE FUNCTION oneroof.fn_append_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION '% of %.% is refused: the table is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'OR001';
END
$body$;
COMMENT ON FUNCTION oneroof.fn_append_only() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE with SQLSTATE OR001';

CREATE FUNCTION oneroof.fn_gate_lock_shared() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- A rollout holds the key exclusively, so nothing it checked can change until it has ended.
    PERFORM pg_advisory_xact_lock_shared(oneroof.fn_lock_key_gate());
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_gate_lock_shared() IS 'Trigger: an insert into a gate table waits for a running rollout';

CREATE TABLE oneroof.database_identity (
    database_uid uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind = 'production' OR kind = 'clone'),
    parent       jsonb,
    since        timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    CHECK (kind = 'production' OR parent IS NOT NULL)
);
CREATE UNIQUE INDEX database_identity_one_row ON oneroof.database_identity ((true));
COMMENT ON TABLE oneroof.database_identity IS 'Which database this is; one row, replaced on every clone by fn_identity_replace';
COMMENT ON COLUMN oneroof.database_identity.database_uid IS 'Random identity of this database';
COMMENT ON COLUMN oneroof.database_identity.kind IS 'production or clone';
COMMENT ON COLUMN oneroof.database_identity.parent IS 'For a clone: identity of the database it was copied from, when, its expiry';
COMMENT ON COLUMN oneroof.database_identity.since IS 'Since when it has this identity';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON oneroof.database_identity
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_append_only();
ALTER TABLE oneroof.database_identity ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER gate_lock BEFORE INSERT ON oneroof.database_identity
    FOR EACH STATEMENT EXECUTE FUNCTION oneroof.fn_gate_lock_shared();
ALTER TABLE oneroof.database_identity ENABLE ALWAYS TRIGGER gate_lock;

CREATE FUNCTION oneroof.fn_identity_replace(new_kind text, new_parent jsonb) RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    chosen uuid := gen_random_uuid();
BEGIN
    -- ALTER TABLE needs the table's owner and shows in the catalog, so no operation of a packet can do this unseen.
    ALTER TABLE oneroof.database_identity DISABLE TRIGGER append_only;
    DELETE FROM oneroof.database_identity;
    ALTER TABLE oneroof.database_identity ENABLE ALWAYS TRIGGER append_only;
    INSERT INTO oneroof.database_identity (database_uid, kind, parent) VALUES (chosen, new_kind, new_parent);
    RETURN chosen;
END
$body$;
COMMENT ON FUNCTION oneroof.fn_identity_replace(text, jsonb) IS
    'Gives this database a new identity; only the owner of the table can. Gives the new database_uid';
REVOKE EXECUTE ON FUNCTION oneroof.fn_identity_replace(text, jsonb) FROM PUBLIC;
