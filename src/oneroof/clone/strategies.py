"""How a clone can be made: one interface, a table by name.

A strategy chooses a place and makes a clone there. Whether the clone is production is never taken from the strategy:
the fingerprints of both are compared, and where the copy was not made at the fingerprint's own snapshot, a difference
means that nothing is claimed (`oneroof.stages.s02_clone`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from oneroof.clone import basebackup, dump, template
from oneroof.clone.external import External
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, Progress, silent
from oneroof.clone.place import PlaceWish, choose_place
from oneroof.clone.wish import CloneWish
from oneroof.errors import UsageError
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader


class ChoosePlace(Protocol):
    """Find the place for a clone and refuse what cannot be, before anything is made."""

    def __call__(
        self, wish: PlaceWish, reader: Reader, identity: Identity, *, ledger: Ledger | None = None
    ) -> ClonePlace:
        """``reader`` is a session on production, ``identity`` production's."""


class Create(Protocol):
    """Make the clone; whatever ends it early, nothing of it stays unsaid."""

    def __call__(
        self, reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None
    ) -> Clone:
        """``reader`` is in the transaction of the wish's snapshot."""


@dataclass(frozen=True)
class Strategy:
    """One way to make a clone.

    ``at_snapshot``: the copy is of the very moment whose snapshot was exported; otherwise of some moment near it.
    ``streams``: the rows pass through us, and the clone brings digests of them (`Clone.streams`).
    """

    name: str
    place: ChoosePlace
    create: Create
    at_snapshot: bool
    streams: bool = False


STRATEGIES: Mapping[str, Strategy] = {
    "dump": Strategy("dump", choose_place, dump.create, at_snapshot=True, streams=True),
    "template": Strategy("template", template.choose, template.create, at_snapshot=False),
    "basebackup": Strategy("basebackup", basebackup.choose, basebackup.create, at_snapshot=False),
}


def is_external(word: str) -> bool:
    """Whether a word is the DSN of a database that is there already: a keyword string, a URI."""
    return word not in STRATEGIES and ("=" in word or "://" in word)


def strategy_for(word: str) -> Strategy:
    """The strategy that a word of the command line or of the settings names: one of the table, or a clone's DSN.

    Raises:
        UsageError: there is none of that name. ConfigError: it is a DSN that cannot be read.
    """
    if is_external(word):
        there = External(Dsn.parse(word))
        return Strategy("external", there.choose, there.create, at_snapshot=False)
    found = STRATEGIES.get(word)
    if found is None:
        names = ", ".join(STRATEGIES)
        raise UsageError(
            f"There is no clone strategy {word!r}.", next_step=f"Use one of: {names}, or the DSN of a clone."
        )
    return found
