-- What the source says of each object, by natural key; a row that says so already, and one of another source, is not written.
INSERT INTO governance_object AS stands
       (object_ref, kind, parent_ref, source, status, display_name, source_path, imported)
VALUES {rows}
ON CONFLICT (object_ref) DO UPDATE
   SET parent_ref = excluded.parent_ref, status = excluded.status, display_name = excluded.display_name,
       source_path = excluded.source_path, imported = excluded.imported
 WHERE stands.source = excluded.source AND stands.imported IS NOT NULL
   AND (stands.parent_ref, stands.status, stands.display_name, stands.source_path, stands.imported)
       IS DISTINCT FROM
       (excluded.parent_ref, excluded.status, excluded.display_name, excluded.source_path, excluded.imported);
