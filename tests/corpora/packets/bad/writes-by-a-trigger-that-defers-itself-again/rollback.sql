UPDATE "Ag.ain" SET n = 0;
