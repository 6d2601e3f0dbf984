-- A transaction that writes; each statement sees what is committed (a packet must: a guard after its lock).
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE, NOT DEFERRABLE
