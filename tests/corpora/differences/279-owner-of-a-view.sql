-- expects: catalog view:@schema@."Vie.w 'q'" acl
-- expects: catalog view:@schema@."Vie.w 'q'" owner
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
ALTER VIEW "Vie.w 'q'" OWNER TO "R.ole ""A"" 🙂";
