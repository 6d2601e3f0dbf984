-- The demo's ruleset with its five rules, its event types (none active) and a few issues.

INSERT INTO {governance}.governance_ruleset
       (ruleset_version, title, active, kinds, excluded_names, required_kinds, cap_per_state)
VALUES ('retail-2026.1', 'Collections and their folders', true,
        ARRAY['directus_folder', 'table', 'partitioned_table'], ARRAY['directus\_%'],
        ARRAY['table', 'partitioned_table'], 50);

INSERT INTO {governance}.governance_ruleset_rule (ruleset_version, state_code, rule, severity, title)
VALUES ('retail-2026.1', 'NO_PRIMARY_KEY', 'table_without_primary_key', 'high', 'Table without a primary key'),
       ('retail-2026.1', 'NO_COMMENT', 'table_without_comment', 'low', 'Table that nobody described'),
       ('retail-2026.1', 'UNINDEXED_KEY', 'foreign_key_without_index', 'medium', 'Foreign key without an index'),
       ('retail-2026.1', 'QUOTED_NAME', 'name_needs_quoting', 'low', 'Name that must be quoted'),
       ('retail-2026.1', 'OPEN_TO_PUBLIC', 'table_open_to_public', 'critical', 'Everybody may write to it');

INSERT INTO {governance}.event_type_registry (event_type, domain, description)
VALUES ('governance.ownership.assigned', 'governance', 'An object got an owner'),
       ('governance.candidate.raised', 'governance', 'A rule singled out an object'),
       ('governance.coverage.dropped', 'governance', 'Coverage fell below its threshold');

INSERT INTO {governance}.system_issues (title, body, severity, object_ref)
VALUES ('Nobody answers for the sensors'' alarms', 'Found in the review of the second quarter.', 'high',
        'directus_folder:"Sensors"'),
       ('Reporting role reads more than reports', 'Narrow it to views.', 'medium', NULL),
       ('Which team owns old campaigns?', 'Marketing and Sales each think it is the other.', 'low',
        'directus_folder:"Campaigns"');

UPDATE {governance}.system_issues SET status = 'in_progress' WHERE severity = 'high';
