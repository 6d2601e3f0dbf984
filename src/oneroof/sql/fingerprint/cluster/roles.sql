-- Roles with their attributes and their settings in all databases; no passwords.
-- salt text
SELECT entry.ref, entry.parent, facet.name AS facet, facet.value
FROM pg_catalog.pg_roles r
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.rolname ~ '^[a-z_][a-z0-9_]*$' THEN r.rolname
                ELSE '"' || pg_catalog.replace(r.rolname, '"', '""') || '"' END AS rolname
) AS spelled
CROSS JOIN LATERAL (
    SELECT 'role:' || spelled.rolname AS ref,
           NULL AS parent
) AS entry
CROSS JOIN LATERAL (VALUES
    ('superuser',   r.rolsuper::text),
    ('inherit',     r.rolinherit::text),
    ('createrole',  r.rolcreaterole::text),
    ('createdb',    r.rolcreatedb::text),
    ('login',       r.rolcanlogin::text),
    ('replication', r.rolreplication::text),
    ('bypassrls',   r.rolbypassrls::text),
    ('connections', r.rolconnlimit::text),
    ('valid_until', r.rolvaliduntil::text),
    ('settings',
     (SELECT pg_catalog.string_agg(digest, ', ' ORDER BY digest COLLATE "C")
      FROM (SELECT pg_catalog.split_part(o, '=', 1) || '=' || pg_catalog.encode(pg_catalog.sha256(
                       pg_catalog.convert_to(%(salt)s::text || 'setting ' || o, 'UTF8')), 'hex') AS digest
            FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) AS o
            WHERE s.setdatabase = 0 AND s.setrole = r.oid) AS digests)),
    ('comment',     pg_catalog.shobj_description(r.oid, 'pg_authid'))
) AS facet(name, value)
WHERE facet.value IS NOT NULL
