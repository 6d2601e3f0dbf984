"""Read production's fingerprint on a standby of it: proven to be one, and to have replayed all that production had.

A hot standby can export a snapshot (since PostgreSQL 10), so several sessions read one moment of it as they do of
production. What it replays meanwhile may cancel a query of ours (SQLSTATE 40001): nothing is concluded then.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from oneroof.clone.identity import read_identity
from oneroof.errors import EnvironmentFault, IdentityRefused, SqlFailed
from oneroof.pg.session import Reader

_ASK_EVERY = 0.2
#: serialization_failure (manual, appendix A): also what a standby says when replay ends a query.
_CONFLICT = "40001"


@dataclass(frozen=True)
class ReadFrom:
    """Which server a fingerprint was read from.

    For a standby: what production had written when it was asked, how far the standby had replayed when its reading
    began (both positions in the log), and the seconds waited for that.
    """

    endpoint: str
    standby: bool = False
    production_position: str | None = None
    replayed: str | None = None
    timeline: int | None = None
    waited: float = 0.0

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "waited": round(self.waited, 3)}


def proven_standby(production: Reader, standby: Reader, *, patience: float) -> ReadFrom:
    """Prove that ``standby`` is production's, and wait until it has replayed what production has now.

    Args:
        production: asked for its identity, timeline and the end of its log.
        standby: asked the same, until it has caught up.
        patience: seconds to wait for that.

    Raises:
        IdentityRefused: another database, another timeline, or no standby at all.
        EnvironmentFault: it lags behind for longer.
    """
    here, there = read_identity(production), read_identity(standby)
    if (here.system_identifier, here.database) != (there.system_identifier, there.database):
        raise IdentityRefused(
            f"{standby.endpoint} is not a standby of {production.endpoint}: it is another server or database.",
            next_step="Give --read-from the DSN of production's own standby, with the same database.",
        )
    require_primary(production)
    wanted = production.row("fingerprint/standby/read_production")
    begun = time.monotonic()
    while True:
        state = standby.row("fingerprint/standby/read_standby", position=wanted["position"])
        waited = time.monotonic() - begun
        if not state["in_recovery"]:
            raise IdentityRefused(
                f"{standby.endpoint} is no standby: it takes writes of its own.",
                next_step="Give --read-from a server that replays production's log.",
            )
        if state["timeline"] != int(wanted["timeline"], 16):
            raise IdentityRefused(
                f"{standby.endpoint} follows timeline {state['timeline']}, production writes timeline"
                f" {int(wanted['timeline'], 16)}.",
                next_step="Let it follow production; right after a failover a CHECKPOINT on production lets it say so.",
            )
        if state["caught_up"]:
            return ReadFrom(
                standby.endpoint, True, wanted["position"], state["replayed"], int(state["timeline"]), waited
            )
        if waited >= patience:
            raise EnvironmentFault(
                f"{standby.endpoint} has replayed {state['replayed']}, production had written {wanted['position']}.",
                next_step="Wait longer with --max-lag, or read from production itself.",
            )
        time.sleep(_ASK_EVERY)


def require_primary(production: Reader) -> None:
    """Refuse what replays another server's log: it may be behind production, whose state everything is about.

    Raises:
        IdentityRefused: it is a standby.
    """
    if production.row("preflight/read_server")["in_recovery"]:
        raise IdentityRefused(
            f"{production.endpoint} is a standby itself: what it has may be behind production.",
            next_step="Name the primary as --production; fingerprint --read-from is for the standby.",
        )


def require_still(reader: Reader, source: ReadFrom) -> None:
    """Refuse when the session that has read is not on the standby that was proven, which several hosts in a DSN can do.

    Raises:
        IdentityRefused: it is another server, takes writes, follows another timeline, or is behind what was proven.
    """
    state = reader.row("fingerprint/standby/read_standby", position=source.production_position)
    if (
        reader.endpoint != source.endpoint
        or not state["in_recovery"]
        or state["timeline"] != source.timeline
        or not state["caught_up"]
    ):
        raise IdentityRefused(
            f"{reader.endpoint} was read, and it is not the standby that was proven, {source.endpoint}.",
            next_step="Give --read-from the DSN of one server, without others to fall back to.",
        )


@contextmanager
def conflicts_told() -> Iterator[None]:
    """A query that replay cancelled is the standby's doing, and there is a setting against it."""
    try:
        yield
    except SqlFailed as error:
        if error.sqlstate == _CONFLICT:
            error.next_step = (
                "Replay on the standby ended the reading: run again, or set hot_standby_feedback or a longer"
                " max_standby_streaming_delay there."
            )
        raise
