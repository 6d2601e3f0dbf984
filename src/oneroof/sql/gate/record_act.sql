-- Record a person's act (approve, reject, review); everything but its bytes and the signature is derived by the database.
-- act bytea, signature text
INSERT INTO oneroof.os_proposal_signature (act, signature) VALUES (%(act)s::bytea, %(signature)s::text)
