ALTER TABLE "Oth er" ADD "U.uid" uuid NOT NULL DEFAULT gen_random_uuid();
