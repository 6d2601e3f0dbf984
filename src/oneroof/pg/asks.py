"""Asking a database by a query's name, whatever carries the answer: a session of ours, or a channel to a psql."""

from __future__ import annotations

from typing import Any, Protocol

Row = dict[str, Any]


class Asks(Protocol):
    """What a session and a channel have in common. Queries are files below ``sql/``; they only read."""

    @property
    def label(self) -> str:
        """Where it leads, for people: without user and password."""

    @property
    def endpoint(self) -> str | None:
        """``host:port/dbname`` of the server reached, or None where a channel hides it."""

    def rows(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows of a query, each a dictionary."""

    def row(self, name: str, /, **parameters: Any) -> Row:
        """The one row of a query that gives exactly one."""

    def value(self, name: str, /, **parameters: Any) -> Any:
        """The one value of a query that gives one row of one column."""
