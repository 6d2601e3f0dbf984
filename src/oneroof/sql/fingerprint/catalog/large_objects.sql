-- How many large objects there are, and one digest over the number, owner, ACL and comment of each.
SELECT 'large_objects:this' AS ref, 'database:this' AS parent, facet.name AS facet, facet.value
FROM (SELECT pg_catalog.count(*) AS objects,
             pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.format('%s %L %L %L', l.oid,
                 pg_catalog.pg_get_userbyid(l.lomowner),
                 (SELECT pg_catalog.string_agg(item, ', ' ORDER BY item COLLATE "C")
                  FROM (SELECT pg_catalog.format('%s=%s%s/%s', a.grantee::regrole, a.privilege_type,
                               CASE WHEN a.is_grantable THEN '*' END, a.grantor::regrole) AS item
                        FROM pg_catalog.aclexplode(
                                 coalesce(l.lomacl, pg_catalog.acldefault('L', l.lomowner))) a) AS items),
                 pg_catalog.obj_description(l.oid, 'pg_largeobject')) COLLATE "C", 0)) AS digest
      FROM pg_catalog.pg_largeobject_metadata l) AS l
CROSS JOIN LATERAL (VALUES ('count', l.objects::text), ('owners', l.digest::text)) AS facet(name, value)
WHERE l.objects > 0
