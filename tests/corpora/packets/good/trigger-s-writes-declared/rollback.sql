DELETE FROM "Noi.sy";
DELETE FROM "Au.dit";
