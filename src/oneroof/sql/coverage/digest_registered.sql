-- A digest of every row of a source among the registered objects. A packet's guard has the same text.
SELECT encode(sha256(convert_to(coalesce(string_agg(ROW(o.object_ref, o.kind, o.parent_ref, o.status, o.display_name,
              o.source_path, o.imported)::text, ';' ORDER BY o.object_ref COLLATE "C"), ''), 'UTF8')), 'hex')
  FROM {registered} AS o WHERE o.source = {source}
