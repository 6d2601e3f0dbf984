-- Compute a materialised view anew.
REFRESH MATERIALIZED VIEW {view}
