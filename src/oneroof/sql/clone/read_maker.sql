-- What a clone's server says of itself and of the role that would make a clone there.
SELECT r.rolname::text                    AS role,
       r.rolsuper                         AS superuser,
       r.rolsuper OR r.rolcreatedb        AS may_create,
       pg_catalog.pg_is_in_recovery()     AS in_recovery
  FROM pg_catalog.pg_roles r
 WHERE r.rolname = current_user
