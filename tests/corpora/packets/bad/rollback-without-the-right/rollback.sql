CREATE TABLE "EMPTY" (id integer); COMMENT ON TABLE "EMPTY" IS 'no row; "yet"';
