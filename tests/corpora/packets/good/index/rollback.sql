DROP INDEX "I.x 🐘", "U.x";
