"""A clone that is wanted, whichever strategy makes it: plain data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from oneroof.clone.mask_plan import MaskWish
from oneroof.clone.model import ClonePlace, Identity, Probed, nobody_asks
from oneroof.fingerprint.load import Governor
from oneroof.pg.dsn import Dsn


def _nobody_leaves() -> None:
    """Sessions on production stay: most strategies copy beside them."""


@dataclass(frozen=True)
class CloneWish:
    """A clone that is wanted.

    ``snapshot`` is exported by a session that stays in its transaction meanwhile; ``parent`` is production's identity;
    ``workdir`` a folder of the run, for the dump; ``names`` candidates instead of those that the date gives; ``owner``
    who answers for the clone (default: the maker's role). ``vacate`` ends every session of ours on production, for a
    strategy that copies a database only while nobody is connected to it. ``replication`` is a login with REPLICATION,
    for a base backup (default: production's); ``checkpoint`` how production's server makes that backup's checkpoint.
    ``masks`` are carried out before anybody else may connect. ``probed`` is told whether the tools' sessions on
    production are read-only: False before the first is opened, then what it answered, before any does more there.
    """

    production: Dsn
    snapshot: str
    place: ClonePlace
    parent: Identity
    run_id: str
    made_at: datetime
    workdir: Path
    jobs: int = 2
    life: timedelta = timedelta(days=7)
    names: tuple[str, ...] = ()
    owner: str = ""
    vacate: Callable[[], None] = field(default=_nobody_leaves, compare=False, repr=False)
    probed: Probed = field(default=nobody_asks, compare=False, repr=False)
    replication: Dsn | None = None
    checkpoint: Literal["spread", "fast"] = "spread"
    masks: MaskWish = field(default_factory=MaskWish)
    #: Keeps the rows that stream out of production under a limit of load.
    governor: Governor | None = field(default=None, compare=False, repr=False)
    #: It is copied from a clone's closed twin, whose own identity says what is masked in it already.
    from_twin: bool = False

    @property
    def expires(self) -> str:
        """When the clone is overdue: ISO 8601, UTC."""
        return (self.made_at.astimezone(UTC) + self.life).isoformat(timespec="seconds")
