-- expects: catalog materialized_view:@schema@."Vie.w 'q'" comment
-- given
CREATE MATERIALIZED VIEW "Vie.w 'q'" AS SELECT 1 AS a;
COMMENT ON MATERIALIZED VIEW "Vie.w 'q'" IS 'as it was';
-- change
COMMENT ON MATERIALIZED VIEW "Vie.w 'q'" IS 'it''s "another" 🐘';
