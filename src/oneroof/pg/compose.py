"""Identifiers and literals, and nothing else, may be put into a query's text."""

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

__all__ = ["SQL", "Composable", "Composed", "Identifier", "Literal"]
