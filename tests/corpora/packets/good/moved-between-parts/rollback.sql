UPDATE "Pa.rt" SET k = 1 WHERE v = 'a';
