-- expects: catalog column:@schema@."Vie.w 'q'"."C.ol ""umn"" É" +
-- expects: catalog column:@schema@."Vie.w 'q'".a -
-- expects: catalog view:@schema@."Vie.w 'q'" definition
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
ALTER VIEW "Vie.w 'q'" RENAME COLUMN a TO "C.ol ""umn"" É";
