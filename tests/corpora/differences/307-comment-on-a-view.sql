-- expects: catalog view:@schema@."Vie.w 'q'" comment
-- given
CREATE VIEW "Vie.w 'q'" AS SELECT 1 AS a;
COMMENT ON VIEW "Vie.w 'q'" IS 'as it was';
-- change
COMMENT ON VIEW "Vie.w 'q'" IS 'it''s "another" 🐘';
