-- expects: catalog function:@schema@.soundex(text) cost
-- given
CREATE EXTENSION fuzzystrmatch;
-- change
ALTER FUNCTION soundex(text) COST 3;
