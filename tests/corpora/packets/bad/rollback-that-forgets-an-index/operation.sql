CREATE INDEX "I.1" ON "Oth er" (id); CREATE INDEX "I.2" ON "Oth er" (id);
