-- The packet digest and the plan digest, of the very texts that will be executed (docs/reference/packet.md has the form).
-- operation text, manifest text, pins text, rollback text, plan text
SELECT pg_catalog.encode(pg_catalog.sha256('\x6f6e65726f6f662d7061636b65742d763100'::bytea || (
           SELECT pg_catalog.string_agg(
                      pg_catalog.int8send(pg_catalog.octet_length(b.path)) || b.path
                      || pg_catalog.int8send(pg_catalog.octet_length(b.content)) || b.content, ''::bytea ORDER BY b.path)
             FROM (VALUES ('operation.sql', %(operation)s::text), ('packet.toml', %(manifest)s::text),
                          ('pins.toml', %(pins)s::text), ('rollback.sql', %(rollback)s::text)) AS f (path, content)
            CROSS JOIN LATERAL (SELECT pg_catalog.convert_to(f.path, 'UTF8') AS path,
                                       pg_catalog.convert_to(f.content, 'UTF8') AS content) AS b)), 'hex') AS packet_digest,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(%(plan)s::text, 'UTF8')), 'hex') AS plan_digest
