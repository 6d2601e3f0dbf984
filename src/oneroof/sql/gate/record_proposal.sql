-- Record a proposal; everything but the bytes and the signature is derived by the database.
-- statement bytea, proposer_act bytea, proposer_act_signature text
INSERT INTO oneroof.os_proposal (statement, proposer_act, proposer_act_signature)
VALUES (%(statement)s::bytea, %(proposer_act)s::bytea, %(proposer_act_signature)s::text)
