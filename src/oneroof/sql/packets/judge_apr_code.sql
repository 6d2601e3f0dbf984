-- Whether an APR code was given, and is one by its form; NULL when it is.
-- apr_code text
SELECT CASE WHEN %(apr_code)s::text COLLATE "C" ~ '^APR-[A-Z0-9]+(-[A-Z0-9]+)*$' THEN NULL
            ELSE pg_catalog.jsonb_build_object(
                     'what', 'ratified_apr', 'expected', 'an APR code, as in psql -v ratified_apr=APR-...',
                     'found', CASE %(apr_code)s::text WHEN '' THEN 'none' ELSE 'something that is no APR code' END) END AS deviation
