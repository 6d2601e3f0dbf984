CREATE INDEX "I.x 🐘" ON "Man'y" (lower("Te.xt") DESC) WHERE n IN (1, 2);
CREATE UNIQUE INDEX "U.x" ON "Man'y" (id) INCLUDE (n);
