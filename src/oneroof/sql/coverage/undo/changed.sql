-- Objects that a registration changed, as they were.
UPDATE governance_object AS stands
   SET parent_ref = were.parent_ref, status = were.status, display_name = were.display_name,
       source_path = were.source_path, imported = were.imported::jsonb
  FROM (VALUES {rows}) AS were (object_ref, parent_ref, status, display_name, source_path, imported)
 WHERE stands.object_ref = were.object_ref;
