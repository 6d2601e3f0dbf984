ALTER TABLE "Oth er" ADD "Dou.ble" integer GENERATED ALWAYS AS (id * 2) STORED;
