ALTER TABLE "Oth er" DROP "No.te";
