-- expects: cluster replication_slot:slot_of_the_corpus +
-- change
SELECT pg_create_physical_replication_slot('slot_of_the_corpus');
-- undo
SELECT pg_drop_replication_slot('slot_of_the_corpus');
