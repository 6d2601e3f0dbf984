-- What CREATE DATABASE, ALTER DATABASE and COMMENT say of one database; no dump without --create carries it.
-- database text
SELECT d.datname::text                                              AS name,
       pg_catalog.pg_encoding_to_char(d.encoding)::text             AS encoding,
       CASE d.datlocprovider WHEN 'i' THEN 'icu' ELSE 'libc' END    AS provider,
       d.datcollate::text                                           AS collate,
       d.datctype::text                                             AS ctype,
       d.daticulocale::text                                         AS locale,
       d.daticurules::text                                           AS icu_rules,
       pg_catalog.pg_get_userbyid(d.datdba)::text                   AS owner,
       t.spcname::text                                              AS tablespace,
       d.datconnlimit                                               AS connection_limit,
       pg_catalog.shobj_description(d.oid, 'pg_database')           AS comment
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname = %(database)s::text
