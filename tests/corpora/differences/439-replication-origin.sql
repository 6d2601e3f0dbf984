-- expects: cluster replication_origin:"Ori.gin 🐘" +
-- change
SELECT pg_replication_origin_create('Ori.gin 🐘');
-- undo
SELECT pg_replication_origin_drop('Ori.gin 🐘');
