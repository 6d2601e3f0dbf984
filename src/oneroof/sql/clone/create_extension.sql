-- An extension exactly as production has it.
CREATE EXTENSION {extension} SCHEMA {schema} VERSION {version}
