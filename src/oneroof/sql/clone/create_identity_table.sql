-- The identity table alone, as in the core migration, for a clone whose production never saw oneroof.
CREATE TABLE oneroof.database_identity (
    database_uid uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind = 'production' OR kind = 'clone'),
    parent       jsonb,
    since        timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    CHECK (kind = 'production' OR parent IS NOT NULL)
)
