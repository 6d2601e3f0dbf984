"""Clones as a rehearsal makes them, with the seconds that they take, and their end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace
from oneroof.clone.place import PlaceWish
from oneroof.clone.strategies import STRATEGIES
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from oneroof.pg.tools import bindir_for

FindPlace = Callable[[Reader], ClonePlace]


def beside(maintenance: Dsn, bindir: Path | None = None) -> FindPlace:
    """The place on production's own server."""
    return lambda reader: ClonePlace(maintenance, "same", bindir_for(reader.major, TOOLS, bindir))


def chosen(production: Dsn, maintenance: Dsn, strategy: str) -> FindPlace:
    """The same, asked and found fit as a rehearsal does it."""

    def find(reader: Reader) -> ClonePlace:
        wish = PlaceWish(production, "same", maintenance)
        return STRATEGIES[strategy].place(wish, reader, read_identity(reader))

    return find


def cloned(
    production: Dsn,
    work: Path,
    place: FindPlace,
    *,
    jobs: int,
    strategy: str = "dump",
    checkpoint: Literal["spread", "fast"] = "spread",
) -> tuple[float, Clone]:
    """Seconds from the first session on production to the clone, its place found in them; and the clone.

    Raises:
        SystemExit: the clone has errors.
    """
    begun = time.perf_counter()
    with ExitStack() as opened:
        reader = opened.enter_context(Reader.open(production))
        moment = opened.enter_context(ExitStack())
        snapshot = moment.enter_context(reader.snapshot())
        identity, found = read_identity(reader), place(reader)

        def vacate() -> None:
            moment.close()
            reader.close()

        now = datetime.now(UTC)
        wish = CloneWish(
            production,
            snapshot,
            found,
            identity,
            "benchmark",
            now,
            work,
            jobs=jobs,
            vacate=vacate,
            checkpoint=checkpoint,
        )
        made = STRATEGIES[strategy].create(reader, wish)
    if made.errors:
        raise SystemExit(f"The clone has errors: {made.errors}")
    return time.perf_counter() - begun, made


def drop(maintenance: Dsn, *names: str) -> None:
    """Remove what a run has made, and let no run pay for what the one before left to write."""
    with Session.open(maintenance) as session:
        for name in names:
            session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        session.execute(SQL("CHECKPOINT"))
