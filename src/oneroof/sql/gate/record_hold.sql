-- Record a hold or its lifting; everything but the act's bytes and the signature is derived by the database.
-- act bytea, signature text
INSERT INTO oneroof.os_gate_hold (act, signature) VALUES (%(act)s::bytea, %(signature)s::text)
