-- The same function, procedure or trigger function by name, signature and owner, that now only raises an error.
DO $disarm$
BEGIN
    EXECUTE (
        SELECT pg_catalog.format(
                   'CREATE OR REPLACE %s %I.%I(%s)%s LANGUAGE plpgsql AS %L',
                   CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                   n.nspname, p.proname, pg_catalog.pg_get_function_arguments(p.oid),
                   CASE WHEN p.prokind <> 'p' THEN ' RETURNS ' || pg_catalog.pg_get_function_result(p.oid)
                        || CASE p.provolatile WHEN 'i' THEN ' IMMUTABLE' WHEN 's' THEN ' STABLE' ELSE '' END
                        ELSE '' END,
                   'BEGIN RAISE EXCEPTION ''disarmed in this clone: it could reach out of it'' USING ERRCODE = ''0A000''; END')
          FROM pg_catalog.pg_proc p
          JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
         WHERE p.oid = {function});
END
$disarm$
