-- expects: catalog type:@schema@."Ty.pe ""y""" labels
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('sad', 'ok');
-- change
ALTER TYPE "Ty.pe ""y""" RENAME VALUE 'ok' TO 'Ok';
