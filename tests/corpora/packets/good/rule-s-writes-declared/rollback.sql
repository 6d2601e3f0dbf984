DELETE FROM "Au.dit";
