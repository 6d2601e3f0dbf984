UPDATE pgbench_tellers SET filler = NULL WHERE tid <= 5;
DELETE FROM pgbench_history WHERE filler = 'review';
