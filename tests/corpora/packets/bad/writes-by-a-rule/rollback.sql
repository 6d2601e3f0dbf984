DELETE FROM "Ru.led";
