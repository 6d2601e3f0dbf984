"""SQL by subject, one query a file; read through `oneroof.pg.queries` alone."""
