CREATE TABLE pgbench_tier (
    tier int PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name IN ('plain', 'silver', 'gold'))
);
COMMENT ON TABLE pgbench_tier IS 'What an account is entitled to';
INSERT INTO pgbench_tier VALUES (1, 'plain'), (2, 'silver'), (3, 'gold');

-- A constant default is no rewrite: the rows stay where they are.
ALTER TABLE pgbench_accounts ADD COLUMN tier int NOT NULL DEFAULT 1 REFERENCES pgbench_tier;
CREATE INDEX pgbench_accounts_tier_idx ON pgbench_accounts (tier) WHERE tier > 1;

ALTER TABLE pgbench_tellers ADD CONSTRAINT pgbench_tellers_floor CHECK (tbalance >= -1000000000);
