-- As digest_large_objects, through lo_get, for a role that may read the objects but not the catalog that holds them.
WITH RECURSIVE page AS (
    SELECT m.oid AS loid, 0::bigint AS pageno, pg_catalog.lo_get(m.oid, 0, 2048) AS data
    FROM pg_catalog.pg_largeobject_metadata m
    UNION ALL
    SELECT p.loid, p.pageno + 1, pg_catalog.lo_get(p.loid, (p.pageno + 1) * 2048, 2048)
    FROM page p
    WHERE pg_catalog.octet_length(p.data) = 2048
)
SELECT pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashtextextended(page.content COLLATE "C", 0)), 0) AS total
FROM (SELECT pg_catalog.format('%s %s %s', p.loid, p.pageno,
                               pg_catalog.encode(pg_catalog.rtrim(p.data, '\x00'), 'hex')) AS content
      FROM page p
      WHERE pg_catalog.rtrim(p.data, '\x00') <> ''
      UNION ALL
      SELECT pg_catalog.format('%s size %s', p.loid, pg_catalog.sum(pg_catalog.octet_length(p.data)))
      FROM page p GROUP BY p.loid) AS page
