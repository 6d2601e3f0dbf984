CREATE TYPE "E.num" AS ENUM ('a', 'b "🙂"');
CREATE TYPE "Com.posite" AS (a integer, "B.b" text);
CREATE TYPE "Ran.ge" AS RANGE (subtype = float8);
CREATE DOMAIN "Do.main" AS integer CONSTRAINT "Pos.itive" CHECK (VALUE > 0);
ALTER TABLE "Oth er" ADD "M.ood" "E.num" DEFAULT 'a';
