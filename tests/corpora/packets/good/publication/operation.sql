CREATE PUBLICATION "Pub.lic 🐘" FOR TABLE "It""em" (id, "Na.me") WHERE (id > 3);
