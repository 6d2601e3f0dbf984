ALTER TABLE "Oth er" ALTER id TYPE bigint;
