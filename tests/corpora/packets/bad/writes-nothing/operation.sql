DELETE FROM "It""em" WHERE false;
