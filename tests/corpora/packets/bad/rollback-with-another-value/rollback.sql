UPDATE "Oth er" SET "No.te" = 'One' WHERE id = 1;
