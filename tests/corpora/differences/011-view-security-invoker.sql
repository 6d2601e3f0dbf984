-- expects: catalog view:@schema@."Vie.w 'q'" options
-- given
CREATE VIEW "Vie.w 'q'" WITH (security_invoker = on) AS SELECT 1 AS a;
-- change
ALTER VIEW "Vie.w 'q'" SET (security_invoker = off);
