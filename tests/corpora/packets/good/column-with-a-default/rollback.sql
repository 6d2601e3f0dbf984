ALTER TABLE "Oth er" DROP "Ne.w 🐘";
