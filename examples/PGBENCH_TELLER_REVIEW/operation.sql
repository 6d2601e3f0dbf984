INSERT INTO pgbench_history (tid, bid, aid, delta, mtime, filler)
SELECT tid, bid, 0, 0, CURRENT_TIMESTAMP, 'review'
  FROM pgbench_tellers
 WHERE tid <= 5;

UPDATE pgbench_tellers SET filler = 'under review' WHERE tid <= 5;
