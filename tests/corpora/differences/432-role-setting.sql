-- expects: cluster role:"Su.per 🙂" settings
-- change
ALTER ROLE "Su.per 🙂" SET work_mem = '3MB';
-- undo
ALTER ROLE "Su.per 🙂" RESET ALL;
