-- The coverage in one row: total, required, direct, inherited, gap, conflict and the two percentages as text.
SELECT total, required, direct, inherited, gap, conflict, coverage_pct, coverage_pct_excluding_catch_all
  FROM {governance}.v_governance_coverage
