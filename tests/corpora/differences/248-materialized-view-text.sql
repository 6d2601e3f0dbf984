-- expects: catalog materialized_view:@schema@."Vie.w 'q'" definition
-- given
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 1 AS one WITH NO DATA;
-- change
DROP MATERIALIZED VIEW "Vie.w 'q'";
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 2 AS one WITH NO DATA;
