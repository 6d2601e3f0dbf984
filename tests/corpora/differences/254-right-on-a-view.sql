-- expects: catalog view:@schema@."Vie.w 'q'" acl
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
GRANT SELECT ON TABLE "Vie.w 'q'" TO "R.ole ""A"" 🙂";
