ALTER TABLE "Oth er" RENAME "No.te" TO "Re.mark";
