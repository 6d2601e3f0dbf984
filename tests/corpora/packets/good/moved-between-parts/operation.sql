UPDATE "Pa.rt" SET k = 2 WHERE k = 1;
