-- Give the advisory lock of `hold_presence` back.
-- one int, two int
SELECT pg_catalog.pg_advisory_unlock_shared(%(one)s::int, %(two)s::int) AS released
