-- expects: cluster tablespace:"Spa.ce 🐘" options
-- change
ALTER TABLESPACE "Spa.ce 🐘" SET (random_page_cost = 2);
-- undo
ALTER TABLESPACE "Spa.ce 🐘" RESET (random_page_cost);
