-- Give this database an identity of its own, where the identity table stands alone.
-- parent jsonb: what it was copied from, its expiry and its owner
INSERT INTO oneroof.database_identity (database_uid, kind, parent)
VALUES (pg_catalog.gen_random_uuid(), 'clone', %(parent)s::jsonb)
