CREATE VIEW "Vie.w 2" WITH (security_barrier) AS SELECT id FROM "Che ap";
ALTER VIEW "Che ap" SET (security_invoker = on);
