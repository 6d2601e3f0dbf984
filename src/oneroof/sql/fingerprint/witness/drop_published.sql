-- A table leaves a publication, to come again with production's filter; rolled back.
ALTER PUBLICATION {publication} DROP TABLE ONLY {relation}
