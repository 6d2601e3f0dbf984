-- expects: catalog materialized_view:@schema@."Vie.w 'q'" options
-- given
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 1 AS one;
-- change
ALTER MATERIALIZED VIEW "Vie.w 'q'" SET (fillfactor = 60);
