-- expects: cluster parameter:geqo +
-- change
ALTER ROLE ALL SET geqo = off;
-- undo
ALTER ROLE ALL RESET geqo;
