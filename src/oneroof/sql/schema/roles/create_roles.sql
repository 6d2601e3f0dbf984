-- Make those of our roles that the server lacks, none of which can log in. Its comment says that we made it.
DO $body$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT role.name, role.says
          FROM (VALUES ('oneroof_owner', 'owns schema, tables and functions; granted to nobody'),
                       ('oneroof_reader', 'reads what scans, fingerprints and the hub need'),
                       ('oneroof_operator', 'writes ownership, candidates, cursors, the rollout log'),
                       ('oneroof_recorder', 'writes proposals, acts, holds'),
                       ('oneroof_ratifier', 'calls the one function that writes approvals'),
                       ('oneroof_dispatcher', 'moves its cursor, writes dead letters'),
                       ('oneroof_activator', 'activates event types, through an open gate')) AS role (name, says)
         WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = role.name)
    LOOP
        EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', wanted.name);
        EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', wanted.name, 'oneroof: ' || wanted.says);
    END LOOP;
END
$body$
