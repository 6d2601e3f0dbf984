-- Record a version of the authority model; everything but the two forms of its bytes is derived by the database.
-- content bytea, canonical_content bytea
INSERT INTO oneroof.os_authority_model (content, canonical_content)
VALUES (%(content)s::bytea, %(canonical_content)s::bytea)
