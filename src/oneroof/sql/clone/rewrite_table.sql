-- Write a table anew, so that no page of it holds what an update replaced, and measure it for the planner anew.
VACUUM (FULL, ANALYZE) {table}
