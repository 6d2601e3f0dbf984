DELETE FROM "Late 🕰";
DELETE FROM "Au.dit";
