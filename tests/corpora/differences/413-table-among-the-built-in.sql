-- expects: catalog table:information_schema."Ev.il 🐘" +
-- change
CREATE TABLE information_schema."Ev.il 🐘" (n integer);
