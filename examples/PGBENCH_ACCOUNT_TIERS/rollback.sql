ALTER TABLE pgbench_tellers DROP CONSTRAINT pgbench_tellers_floor;
DROP INDEX pgbench_accounts_tier_idx;
ALTER TABLE pgbench_accounts DROP COLUMN tier;
DROP TABLE pgbench_tier;
