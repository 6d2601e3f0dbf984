"""The only room that imports psycopg: connections, sessions, errors, named queries."""
