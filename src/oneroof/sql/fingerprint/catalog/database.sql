-- The database itself, without its name. Columns that came or were renamed after 15 are read by name from the row.
-- Settings may hold secrets of an application: their values are salted digests.
-- salt text
SELECT 'database:this' AS ref, NULL AS parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_database d
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = d.dattablespace
CROSS JOIN LATERAL (
    SELECT pg_catalog.to_jsonb(d) AS j, coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba)) AS acl
) AS j
CROSS JOIN LATERAL (VALUES
    ('owner',             d.datdba::regrole::text),
    ('acl',               (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                           FROM (SELECT pg_catalog.format('%%s=%%s%%s/%%s', a.grantee::regrole, a.privilege_type,
                                        CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                                 FROM pg_catalog.aclexplode(j.acl) a) AS items)),
    ('comment',           pg_catalog.shobj_description(d.oid, 'pg_database')),
    ('encoding',          pg_catalog.pg_encoding_to_char(d.encoding)),
    ('locale',            pg_catalog.format('%%L %%L %%L %%L %%L', j.j ->> 'datlocprovider', d.datcollate, d.datctype,
                                            coalesce(j.j ->> 'datlocale', j.j ->> 'daticulocale'),
                                            j.j ->> 'daticurules')),
    ('collation_version', j.j ->> 'datcollversion'),
    ('tablespace',        ts.spcname),
    ('connections',       pg_catalog.format('allowed %%s limit %%s template %%s', d.datallowconn, d.datconnlimit,
                                            d.datistemplate)),
    ('settings',          (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
                           FROM (SELECT pg_catalog.format('%%s%%s=%%s',
                                            CASE WHEN s.setrole <> 0 THEN s.setrole::regrole::text || ': ' END,
                                            pg_catalog.split_part(o, '=', 1), pg_catalog.encode(pg_catalog.sha256(
                                                pg_catalog.convert_to(%(salt)s::text || 'setting ' || o, 'UTF8')),
                                                'hex')) AS digest
                                 FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) AS o
                                 WHERE s.setdatabase = d.oid) AS digests))
) AS facet(name, value)
WHERE d.datname = pg_catalog.current_database() AND facet.value IS NOT NULL
