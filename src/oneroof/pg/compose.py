"""Identifiers and literals, and nothing else, may be put into a query's text; and what the server itself has quoted."""

import re
from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

__all__ = ["SQL", "Composable", "Composed", "Identifier", "Literal", "composed", "keywords", "quoted_by_server"]

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


def composed(
    text: LiteralString,
    parts: Mapping[str, Composable] | None,
    parameters: Mapping[str, Any],
    connection: psycopg.Connection[Any],
) -> SQL | Composed:
    """A query with its parts; beside parameters, a percent sign in a name must not be taken for one of them."""
    if parts and parameters:
        parts = {name: _doubled(part, connection) for name, part in parts.items()}
    return SQL(text).format(**parts) if parts else SQL(text)


def _doubled(part: Composable, connection: psycopg.Connection[Any]) -> Composable:
    if isinstance(part, Composed):
        return Composed([_doubled(each, connection) for each in part])
    if isinstance(part, Identifier | Literal):
        return SQL(part.as_string(connection).replace("%", "%%"))
    return part  # text of ours, which doubles its own
