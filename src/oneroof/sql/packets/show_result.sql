-- The one line of JSON that says what was done; it comes after COMMIT.
-- code text, direction text, apr_code text, packet_digest text, plan_digest text, transaction_id text, recorded jsonb
-- (packets/record_rollout), deltas jsonb (packets/show_writes), changes jsonb (packets/compare_catalog), sequences_moved jsonb
SELECT pg_catalog.jsonb_build_object(
           'executed', true, 'code', %(code)s::text, 'direction', %(direction)s::text, 'apr_code', %(apr_code)s::text,
           'packet_digest', %(packet_digest)s::text, 'plan_digest', %(plan_digest)s::text,
           'transaction_id', %(transaction_id)s::text, 'log_hash', %(recorded)s::jsonb ->> 'hash', 'deltas', %(deltas)s::jsonb,
           'catalog', (SELECT coalesce(pg_catalog.jsonb_agg(c - 'parents' ORDER BY (c ->> 'object') COLLATE "C"), '[]')
                         FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) c
                        WHERE NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%(changes)s::jsonb) p
                                           WHERE c -> 'parents' ? (p ->> 'object') AND p ->> 'change' = c ->> 'change'
                                             AND c ->> 'change' <> 'changed')),
           'sequences_moved', %(sequences_moved)s::jsonb) AS line
