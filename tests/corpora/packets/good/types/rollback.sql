ALTER TABLE "Oth er" DROP "M.ood";
DROP TYPE "E.num", "Com.posite", "Ran.ge";
DROP DOMAIN "Do.main";
