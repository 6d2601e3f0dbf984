ALTER TABLE "Oth er" DROP "U.uid";
