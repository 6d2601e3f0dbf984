-- What a reference that names nothing may have meant: the likeliest object that is there, and why.
-- object_ref text
SELECT found.object_ref, found.because
  FROM {governance}.fn_object_ref_like(
           ARRAY[%(object_ref)s::text],
           (SELECT pg_catalog.array_agg(t.object_ref) FROM {governance}.v_governance_object_tree AS t
             WHERE t.status <> 'gone' AND t.status <> 'retired')) AS found
