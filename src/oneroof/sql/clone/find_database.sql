-- One database by name as the shared catalog knows it, whether or not anybody may connect to it. A DROP DATABASE that
-- did not come to its end leaves a connection limit of -2: nobody can connect, and dropping it again is all that is left.
-- database text
SELECT d.datname::text                                                          AS name,
       pg_catalog.pg_get_userbyid(d.datdba)::text                               AS owner,
       d.datallowconn AND d.datconnlimit <> -2
         AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')                AS may_connect,
       d.datconnlimit = -2                                                      AS half_dropped,
       d.datconnlimit                                                           AS connection_limit,
       pg_catalog.shobj_description(d.oid, 'pg_database')                       AS comment,
       CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
              OR pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')
            THEN pg_catalog.pg_database_size(d.oid)::int8 END                   AS bytes
  FROM pg_catalog.pg_database d
 WHERE d.datname = %(database)s::text
