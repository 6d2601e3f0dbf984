INSERT INTO "Oth er" SELECT 3, current_database();
