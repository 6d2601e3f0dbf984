ALTER TABLE "Oth er" DROP "Se.q";
