-- expects: catalog builtin:operators digest
-- change
UPDATE pg_catalog.pg_operator SET oprcode = 'circle_div_pt'::regproc WHERE oid = '*(circle,point)'::regoperator;
