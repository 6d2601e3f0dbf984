DROP INDEX "Pa.rt v";
DELETE FROM "Pa.rt 1" WHERE v = 'y';
DELETE FROM "Pa.rt 3";
DROP TABLE "Pa.rt 3";
