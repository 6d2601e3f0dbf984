-- A transaction in which each statement sees what is committed, and none can write.
BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY, NOT DEFERRABLE
