INSERT INTO "Oth er" VALUES (3, 'x') ON CONFLICT (id) DO UPDATE SET "No.te" = excluded."No.te";
