-- Objects of kinds that the inventory does not know, by kind. known is fingerprint/count_unmodelled; unknown are rows of
-- VALUES that the server itself wrote (packets/quote_unknown_catalogs).
SELECT coalesce(pg_catalog.jsonb_object_agg(u.kind, u.objects) FILTER (WHERE u.objects > 0), '{{}}') AS unmodelled
  FROM (
{known}
        UNION ALL
       SELECT v.kind, v.objects FROM (VALUES {unknown}) AS v (kind, objects)
       ) AS u
 WHERE u.kind IS NOT NULL
