-- expects: cluster role:"Ne.w ""r"" 🐘" +
-- change
CREATE ROLE "Ne.w ""r"" 🐘";
-- undo
DROP ROLE "Ne.w ""r"" 🐘";
