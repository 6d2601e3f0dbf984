-- Content of all large objects: pages that hold anything, and the sum of their digests. A page that is missing and one
-- of zeros read alike, so neither counts; the last page's length does, as the object's size.
SELECT pg_catalog.count(*) AS rows,
       coalesce(pg_catalog.sum(pg_catalog.hashtextextended(page.content COLLATE "C", 0)), 0) AS total
FROM (SELECT pg_catalog.format('%s %s %s', l.loid, l.pageno,
                               pg_catalog.encode(pg_catalog.rtrim(l.data, '\x00'), 'hex')) AS content
      FROM pg_catalog.pg_largeobject l
      WHERE pg_catalog.rtrim(l.data, '\x00') <> ''
      UNION ALL
      SELECT pg_catalog.format('%s size %s', m.oid, coalesce(
                 (SELECT l.pageno * 2048::bigint + pg_catalog.octet_length(l.data)
                  FROM pg_catalog.pg_largeobject l WHERE l.loid = m.oid ORDER BY l.pageno DESC LIMIT 1), 0))
      FROM pg_catalog.pg_largeobject_metadata m) AS page
