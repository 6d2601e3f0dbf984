-- expects: catalog materialized_view:@schema@."Vie.w 'q'" acl
-- expects: catalog materialized_view:@schema@."Vie.w 'q'" owner
-- given
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 1 AS a;
-- change
ALTER MATERIALIZED VIEW "Vie.w 'q'" OWNER TO "R.ole ""A"" 🙂";
