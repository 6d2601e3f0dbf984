-- expects: catalog type:@schema@."Ty.pe ""y""" labels
-- given
CREATE TYPE "Ty.pe ""y""" AS ENUM ('sad', 'ok');
-- change
DROP TYPE "Ty.pe ""y""";
CREATE TYPE "Ty.pe ""y""" AS ENUM ('ok', 'sad');
