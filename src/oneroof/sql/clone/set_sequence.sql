-- Give a sequence of the clone production's value. sequence text (a quoted, qualified name), last int8, called bool
SELECT pg_catalog.setval(%(sequence)s::pg_catalog.regclass, %(last)s::int8, %(called)s::bool) AS value
