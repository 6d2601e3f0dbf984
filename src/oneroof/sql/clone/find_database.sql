-- One database by name as the shared catalog knows it, whether or not anybody may connect to it.
-- database text
SELECT d.datname::text                                                          AS name,
       pg_catalog.pg_get_userbyid(d.datdba)::text                               AS owner,
       d.datallowconn AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')   AS may_connect,
       d.datconnlimit                                                           AS connection_limit,
       pg_catalog.shobj_description(d.oid, 'pg_database')                       AS comment,
       CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
              OR pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
            THEN pg_catalog.pg_database_size(d.oid)::int8 END                   AS bytes
  FROM pg_catalog.pg_database d
 WHERE d.datname = %(database)s::text
