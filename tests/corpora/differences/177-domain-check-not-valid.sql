-- expects: catalog constraint:@schema@."Ty.pe ""y"""."Ch.eck ""k""" validated
-- given
CREATE DOMAIN "Ty.pe ""y""" AS integer CONSTRAINT "Ch.eck ""k""" CHECK (VALUE > 0);
-- change
ALTER DOMAIN "Ty.pe ""y""" DROP CONSTRAINT "Ch.eck ""k""";
ALTER DOMAIN "Ty.pe ""y""" ADD CONSTRAINT "Ch.eck ""k""" CHECK (VALUE > 0) NOT VALID;
