DELETE FROM "Odd.ly ""🐘"""."Oth er";
