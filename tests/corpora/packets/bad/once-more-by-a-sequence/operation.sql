INSERT INTO "EMPTY" SELECT nextval('"Coun.ter"');
