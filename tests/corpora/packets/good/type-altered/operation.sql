ALTER TYPE "Mo.od" RENAME VALUE 'sad' TO 'blue';
ALTER DOMAIN "Post.code" SET DEFAULT 'x';
