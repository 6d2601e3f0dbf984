"""The queries' texts for somebody else's psql, as a session of ours would send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oneroof.pg import queries
from oneroof.pg.session import FIXED_SETTINGS


@dataclass(frozen=True)
class Texts:
    """Texts for a server of one major version."""

    major: int

    @property
    def settings(self) -> Mapping[str, str]:
        """What every session of ours fixes."""
        return FIXED_SETTINGS

    def text(self, name: str) -> str:
        """One query's text, with its placeholders."""
        return queries.load(name, self.major).text

    def union(self, name: str, *, without: tuple[str, ...], escaped: bool) -> str:
        """See `oneroof.pg.queries.union`."""
        return queries.union(name, self.major, without=without, escaped=escaped)
