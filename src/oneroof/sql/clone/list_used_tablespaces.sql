-- Tablespaces made by an administrator that this database or something in it uses: they must exist where it is restored.
SELECT t.spcname::text AS name
  FROM pg_catalog.pg_tablespace t
 WHERE t.spcname !~ '^pg_'
   AND (EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.reltablespace = t.oid)
        OR EXISTS (SELECT FROM pg_catalog.pg_database d
                    WHERE d.datname = pg_catalog.current_database() AND d.dattablespace = t.oid))
 ORDER BY t.spcname COLLATE "C"
