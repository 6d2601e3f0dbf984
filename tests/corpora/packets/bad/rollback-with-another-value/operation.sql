UPDATE "Oth er" SET "No.te" = 'uno' WHERE id = 1;
