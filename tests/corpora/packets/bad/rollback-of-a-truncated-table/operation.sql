TRUNCATE "Oth er";
