-- What packets/refuse raises: the first deviation in words. SQLSTATE OR202: refused before acting (the file,
-- the database, the gate); OR201: something measured is not as declared. What a terminal would obey is shown as a question mark.
-- deviations jsonb (array of {step, what, expected, found})
SELECT pg_catalog.set_config('oneroof.refusal', pg_catalog.regexp_replace(pg_catalog.format('%%s: expected %%s, found %%s',
           %(deviations)s::jsonb #>> '{0,what}', %(deviations)s::jsonb #>> '{0,expected}', %(deviations)s::jsonb #>> '{0,found}'),
           CASE pg_catalog.current_setting('server_encoding')
               WHEN 'UTF8' THEN '[\u0001-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]'
               ELSE '[[:cntrl:]]' END, '?', 'g'), false) AS told,
       pg_catalog.set_config('oneroof.refusal_code', CASE WHEN (%(deviations)s::jsonb #>> '{0,step}')::integer IN (0, 2, 4)
           THEN 'OR202' ELSE 'OR201' END, false) AS code
