GRANT SELECT ("Na.me") ON "It""em" TO PUBLIC;
COMMENT ON COLUMN "It""em"."Na.me" IS 'it''s "so" 🐘';
ALTER TABLE "Oth er" OWNER TO pg_monitor;
REVOKE EXECUTE ON FUNCTION "De.finer"() FROM PUBLIC;
COMMENT ON SCHEMA "SET search_path" IS 'x';
