ALTER TABLE "Oth er" DROP "Dou.ble";
