-- expects: catalog cast:@schema@."Ty.pe ""y"""->@schema@."M.1" -
-- expects: catalog cast:@schema@."Ty.pe ""y"""->@schema@."M.2" +
-- expects: catalog type:@schema@."M.1" -
-- expects: catalog type:@schema@."M.2" +
-- expects: catalog type:@schema@."Ty.pe ""y""" range
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8, multirange_type_name = "M.1");
-- change
DROP TYPE "Ty.pe ""y""";
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8, multirange_type_name = "M.2");
