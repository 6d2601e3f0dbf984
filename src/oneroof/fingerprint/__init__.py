"""The digest tree of a database, its differences, and the witness that calls one of them cosmetic."""
