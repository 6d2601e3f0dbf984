-- Write a catalog of statistics anew, so that no page of it holds a row that a new measuring replaced.
VACUUM (FULL) {table}
