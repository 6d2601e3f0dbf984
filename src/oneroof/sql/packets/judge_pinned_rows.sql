-- The rows written against those of the rehearsal: the first table whose digest of written rows is another, or, where the
-- table began as it did then, that ends otherwise; NULL when all agree. An undoing takes away what was written.
-- pins jsonb {table: {written, before, after}}, written jsonb {table: digest}, start jsonb, now jsonb {table: words},
-- undoing boolean
WITH pinned AS (
    SELECT p.key AS shown,
           (p.value ->> 'written')::numeric * CASE WHEN %(undoing)s::boolean THEN -1 ELSE 1 END AS written,
           p.value ->> CASE WHEN %(undoing)s::boolean THEN 'after' ELSE 'before' END AS before,
           p.value ->> CASE WHEN %(undoing)s::boolean THEN 'before' ELSE 'after' END AS after
      FROM pg_catalog.jsonb_each(%(pins)s::jsonb) p
), judged AS (
    SELECT p.shown, 'rows written' AS what
      FROM pinned p
     WHERE (%(written)s::jsonb ->> p.shown)::numeric <> p.written
     UNION ALL
    SELECT p.shown, 'rows after'
      FROM pinned p
     WHERE %(start)s::jsonb ->> p.shown = p.before
       AND %(now)s::jsonb ->> p.shown <> p.after
)
SELECT (SELECT pg_catalog.jsonb_build_object('what', j.shown || ' ' || j.what, 'expected', 'the rows of the rehearsal',
                                             'found', 'other rows')
          FROM judged j
         ORDER BY j.shown COLLATE "C", j.what DESC
         LIMIT 1) AS deviation
