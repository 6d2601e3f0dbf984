DROP VIEW "Vie.w 2";
ALTER VIEW "Che ap" RESET (security_invoker);
