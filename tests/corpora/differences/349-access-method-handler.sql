-- expects: catalog access_method:"A.m 2" +
-- change
CREATE ACCESS METHOD "A.m 2" TYPE INDEX HANDLER hashhandler;
