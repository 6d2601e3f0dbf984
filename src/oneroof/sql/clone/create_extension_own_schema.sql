-- An extension that makes its schema itself, in production's version.
CREATE EXTENSION {extension} VERSION {version}
