-- expects: catalog column:@schema@."T.a""ble 🐘".r -
-- expects: catalog type:@schema@."Ty.pe ""y""" -
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8);
CREATE TABLE "T.a""ble 🐘" (n integer, r "Ty.pe ""y""");
-- change
ALTER TABLE "T.a""ble 🐘" DROP r;
DROP TYPE "Ty.pe ""y""";
