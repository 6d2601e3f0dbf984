-- expects: catalog materialized_view:@schema@."Vie.w 'q'" populated
-- expects: data materialized_view:@schema@."Vie.w 'q'" rows
-- given
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 1 AS one;
-- change
REFRESH MATERIALIZED VIEW "Vie.w 'q'" WITH NO DATA;
