UPDATE "Ag.ain" SET n = 1;
