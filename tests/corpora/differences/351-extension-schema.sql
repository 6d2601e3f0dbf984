-- expects: catalog extension:tcn schema
-- expects: catalog function:@schema@.triggered_change_notification() -
-- expects: catalog function:public.triggered_change_notification() +
-- given
CREATE EXTENSION tcn;
-- change
ALTER EXTENSION tcn SET SCHEMA public;
