-- expects: catalog constraint:@schema@."Ty.pe ""y"""."Ch.eck ""k""" definition
-- given
CREATE DOMAIN "Ty.pe ""y""" AS varchar(10) CONSTRAINT "Ch.eck ""k""" CHECK (VALUE IN ('a', 'b'));
-- change
ALTER DOMAIN "Ty.pe ""y""" DROP CONSTRAINT "Ch.eck ""k""";
ALTER DOMAIN "Ty.pe ""y""" ADD CONSTRAINT "Ch.eck ""k""" CHECK (VALUE IN ('a', 'c'));
