ALTER TABLE "Oth er" ADD "No.te" text;
