DROP TRIGGER "T.2" ON "Oth er";
