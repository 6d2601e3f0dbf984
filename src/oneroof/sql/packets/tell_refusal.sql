-- What packets/refuse raises: the first deviation in words, all of them as detail. SQLSTATE OR202: refused before acting (the file,
-- the database, the gate); OR201: something measured is not as declared.
-- deviations jsonb (array of {step, what, expected, found})
SELECT pg_catalog.set_config('oneroof.refusal', pg_catalog.format('%%s: expected %%s, found %%s',
           %(deviations)s::jsonb #>> '{0,what}', %(deviations)s::jsonb #>> '{0,expected}', %(deviations)s::jsonb #>> '{0,found}'),
           false) AS told,
       pg_catalog.set_config('oneroof.refusals', %(deviations)s::jsonb::text, false) AS detail,
       pg_catalog.set_config('oneroof.refusal_code', CASE WHEN (%(deviations)s::jsonb #>> '{0,step}')::integer IN (0, 2, 4)
           THEN 'OR202' ELSE 'OR201' END, false) AS code
