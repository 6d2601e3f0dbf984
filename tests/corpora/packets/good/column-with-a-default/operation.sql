ALTER TABLE "Oth er" ADD "Ne.w 🐘" integer NOT NULL DEFAULT 7;
