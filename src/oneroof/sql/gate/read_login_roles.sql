-- Whether this database keeps the roles of the gate apart: our schema is owned by a role that nobody logs in as, and no login
-- (superusers aside, whom nothing keeps apart) holds two of the roles that record, ratify and roll out.
SELECT CASE WHEN (SELECT owner.rolname = 'oneroof_owner' AND NOT owner.rolcanlogin
                    FROM pg_catalog.pg_namespace AS n
                    JOIN pg_catalog.pg_roles AS owner ON owner.oid = n.nspowner
                   WHERE n.nspname = 'oneroof')
             AND NOT EXISTS (
                 SELECT FROM pg_catalog.pg_roles AS login
                  CROSS JOIN pg_catalog.pg_roles AS part
                  WHERE login.rolcanlogin AND NOT login.rolsuper
                    AND part.rolname IN ('oneroof_recorder', 'oneroof_ratifier', 'oneroof_operator')
                    AND pg_catalog.pg_has_role(login.oid, part.oid, 'MEMBER')
                  GROUP BY login.oid HAVING pg_catalog.count(*) > 1)
            THEN 'separate' ELSE 'one-login' END AS login_roles
