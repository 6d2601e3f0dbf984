CREATE TABLE "Ne.w" (id integer);
