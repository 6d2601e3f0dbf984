-- The rows of a source among the registered objects, and those of others that bear one of the given references.
-- source text, refs text[]
SELECT o.object_ref, o.kind, o.source, o.parent_ref, o.status, o.display_name, o.source_path, o.imported
  FROM ONLY {governance}.governance_object AS o
 WHERE o.source = %(source)s::text OR o.object_ref = ANY (%(refs)s::text[])
 ORDER BY o.object_ref COLLATE "C"
