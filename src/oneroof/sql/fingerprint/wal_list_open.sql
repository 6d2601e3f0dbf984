-- Transactions of the whole cluster that are open and have an id (of 32 bits), prepared ones too: each holds a lock on it.
-- A snapshot does not list them all: those above its xmax are to it as if they had not begun.
SELECT DISTINCT l.transactionid::text::int8 AS id
FROM pg_catalog.pg_locks l
WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
