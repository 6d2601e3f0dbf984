DELETE FROM "Late 🕰";
