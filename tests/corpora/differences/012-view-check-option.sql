-- expects: catalog view:@schema@."Vie.w 'q'" options
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" text, n integer);
CREATE VIEW "Vie.w 'q'" AS SELECT n FROM "T.a""ble 🐘" WHERE n > 0 WITH LOCAL CHECK OPTION;
-- change
ALTER VIEW "Vie.w 'q'" SET (check_option = cascaded);
