CREATE TEXT SEARCH DICTIONARY "Di.ct" (TEMPLATE = pg_catalog.simple, stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION "Sea.rch" (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION "Sea.rch" ALTER MAPPING FOR asciiword WITH "Di.ct";
