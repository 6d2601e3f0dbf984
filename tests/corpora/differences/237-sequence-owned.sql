-- expects: catalog sequence:@schema@."Se.q UP" owned_as
-- expects: catalog sequence:@schema@."Se.q UP" owned_by
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE SEQUENCE "Se.q UP";
-- change
ALTER SEQUENCE "Se.q UP" OWNED BY "T.a""ble 🐘".n;
