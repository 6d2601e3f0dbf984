-- Whether this database keeps the roles of the gate apart: our schema is owned by a role that nobody logs in as, each of the
-- roles that record, ratify and roll out is held by a login that is no superuser (else superusers do its work), and no such
-- login holds two of them. Superusers themselves are never counted: nothing keeps them apart.
SELECT CASE WHEN (SELECT owner.rolname = 'oneroof_owner' AND NOT owner.rolcanlogin
                    FROM pg_catalog.pg_namespace AS n
                    JOIN pg_catalog.pg_roles AS owner ON owner.oid = n.nspowner
                   WHERE n.nspname = 'oneroof')
             AND (SELECT pg_catalog.count(DISTINCT part.rolname) = 3
                    FROM pg_catalog.pg_roles AS part
                    JOIN pg_catalog.pg_roles AS login
                      ON login.rolcanlogin AND NOT login.rolsuper
                     AND pg_catalog.pg_has_role(login.oid, part.oid, 'MEMBER')
                   WHERE part.rolname IN ('oneroof_recorder', 'oneroof_ratifier', 'oneroof_operator'))
             AND NOT EXISTS (
                 SELECT FROM pg_catalog.pg_roles AS login
                  CROSS JOIN pg_catalog.pg_roles AS part
                  WHERE login.rolcanlogin AND NOT login.rolsuper
                    AND part.rolname IN ('oneroof_recorder', 'oneroof_ratifier', 'oneroof_operator')
                    AND pg_catalog.pg_has_role(login.oid, part.oid, 'MEMBER')
                  GROUP BY login.oid HAVING pg_catalog.count(*) > 1)
            THEN 'separate' ELSE 'one-login' END AS login_roles
