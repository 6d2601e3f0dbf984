-- expects: catalog table:@schema@."T.a""ble 🐘" +
-- change
CREATE TABLE "T.a""ble 🐘" (id serial PRIMARY KEY, x text UNIQUE);
