INSERT INTO "Oth er" VALUES (1, 'uno'), (3, 'tres') ON CONFLICT (id) DO UPDATE SET "No.te" = excluded."No.te";
