"""The demo production and the embedded PostgreSQL that carries it."""
