-- expects: catalog column:@schema@."Vie.w 'q'"."C.ol ""umn"" É" +
-- expects: catalog view:@schema@."Vie.w 'q'" definition
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
CREATE OR REPLACE VIEW "Vie.w 'q'" AS SELECT 1 AS a, 2 AS "C.ol ""umn"" É";
