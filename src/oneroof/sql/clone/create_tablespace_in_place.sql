-- A tablespace of production by name, inside the data directory of a private server.
CREATE TABLESPACE {tablespace} LOCATION ''
