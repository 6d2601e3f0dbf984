-- expects: cluster role:"Su.per 🙂" comment
-- change
COMMENT ON ROLE "Su.per 🙂" IS 'it''s "another" 🐘';
-- undo
COMMENT ON ROLE "Su.per 🙂" IS NULL;
