-- expects: catalog builtin:casts digest
-- change
UPDATE pg_catalog.pg_cast SET castcontext = 'i' WHERE castsource = 'float8'::regtype AND casttarget = 'int4'::regtype;
