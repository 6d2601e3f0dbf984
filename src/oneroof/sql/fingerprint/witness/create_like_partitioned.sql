-- As create_like, partitioned by a key as the server wrote it.
CREATE TABLE {scratch} (LIKE {relation}) PARTITION BY {key}
