-- expects: catalog builtin:functions digest
-- change
UPDATE pg_catalog.pg_proc SET prosrc = 'circle_div_pt' WHERE oid = 'pg_catalog.circle_mul_pt'::regproc;
