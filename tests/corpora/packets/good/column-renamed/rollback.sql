ALTER TABLE "Oth er" RENAME "Re.mark" TO "No.te";
