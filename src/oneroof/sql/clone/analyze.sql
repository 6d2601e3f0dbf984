-- Measure a relation for the planner anew, so that no value of before stays in its statistics.
ANALYZE {relation}
