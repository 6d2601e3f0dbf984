-- expects: catalog view:@schema@."Vie.w 'q'" -
-- expects: catalog view:@schema@."vie.w 'q'" +
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
ALTER VIEW "Vie.w 'q'" RENAME TO "vie.w 'q'";
