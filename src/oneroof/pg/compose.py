"""Identifiers and literals, and nothing else, may be put into a query's text; and what the server itself has quoted."""

import re

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

__all__ = ["SQL", "Composable", "Composed", "Identifier", "Literal", "keywords", "quoted_by_server"]

_KEYWORDS = re.compile(r"[A-Z]+(?: [A-Z]+)*")


def quoted_by_server(text: str) -> SQL:
    """A piece of SQL that a query of ours gave, in which the server quoted every name and literal (``format``)."""
    return SQL(text)


def keywords(text: str) -> SQL:
    """Keywords in capital letters, such as a lock's mode.

    Raises:
        ValueError: there is something else in it.
    """
    if _KEYWORDS.fullmatch(text) is None:
        raise ValueError(f"{text!r} are no keywords")
    return SQL(text)
