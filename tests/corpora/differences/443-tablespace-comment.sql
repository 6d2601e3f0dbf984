-- expects: cluster tablespace:"Spa.ce 🐘" comment
-- change
COMMENT ON TABLESPACE "Spa.ce 🐘" IS 'x';
-- undo
COMMENT ON TABLESPACE "Spa.ce 🐘" IS NULL;
