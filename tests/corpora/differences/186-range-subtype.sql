-- expects: catalog function:@schema@."Ty.pe ""y"""(double precision,double precision) -
-- expects: catalog function:@schema@."Ty.pe ""y"""(double precision,double precision,text) -
-- expects: catalog function:@schema@."Ty.pe ""y"""(real,real) +
-- expects: catalog function:@schema@."Ty.pe ""y"""(real,real,text) +
-- expects: catalog type:@schema@."Ty.pe ""y""" range
-- given
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float8);
-- change
DROP TYPE "Ty.pe ""y""";
CREATE TYPE "Ty.pe ""y""" AS RANGE (subtype = float4);
