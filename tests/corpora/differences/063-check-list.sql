-- expects: catalog constraint:@schema@."T.a""ble 🐘"."Ch.eck ""k""" definition
-- given
CREATE TABLE "T.a""ble 🐘" ("C.ol ""umn"" É" varchar(3) CONSTRAINT "Ch.eck ""k""" CHECK ("C.ol ""umn"" É" IN ('a',
    'b')));
-- change
ALTER TABLE "T.a""ble 🐘" DROP CONSTRAINT "Ch.eck ""k""", ADD CONSTRAINT "Ch.eck ""k""" CHECK ("C.ol ""umn"" É" IN
    ('a', 'b', 'c'));
