-- What a function or procedure is to the witness: its arguments with their defaults, its body, whether that was parsed
-- when it was made.
-- schema text (NULL: this session's temporary schema), name text, arguments text (NULL: whatever they are)
SELECT pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       CASE WHEN p.prosqlbody IS NULL THEN p.prosrc ELSE pg_catalog.pg_get_function_sqlbody(p.oid) END AS body,
       pg_catalog.pg_get_function_result(p.oid) AS result, p.prosqlbody IS NOT NULL AS parsed, p.prokind = 'p' AS procedure,
       ARRAY[pg_catalog.format('%%s %%s %%s %%s', p.proargtypes, p.proallargtypes, p.proargmodes, p.prorettype)] AS columns,
       ARRAY['pg_catalog.pg_proc'] AS catalogs, ARRAY[p.oid] AS objects, ARRAY[0] AS parts
FROM pg_catalog.pg_proc p
WHERE p.prokind <> 'a' AND p.proname = %(name)s::text
  AND p.pronamespace = coalesce((SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = %(schema)s::text),
                                CASE WHEN %(schema)s::text IS NULL THEN pg_catalog.pg_my_temp_schema() END)
  AND coalesce(pg_catalog.pg_get_function_arguments(p.oid) = %(arguments)s::text, true)
