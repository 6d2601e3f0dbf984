-- A domain's default as production has it; rolled back.
ALTER DOMAIN {domain} SET DEFAULT {definition}
