-- Give this database its identity, unless it has one: the kind is production until a clone's maker says otherwise.
INSERT INTO oneroof.database_identity (database_uid, kind)
SELECT pg_catalog.gen_random_uuid(), 'production'
 WHERE NOT EXISTS (SELECT FROM ONLY oneroof.database_identity)
