-- Take all rows out of a materialised view.
REFRESH MATERIALIZED VIEW {view} WITH NO DATA
