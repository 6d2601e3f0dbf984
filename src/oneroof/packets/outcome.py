"""What an execution of a packet gives: plain data, with no value of a row in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from oneroof.packets.model import CatalogChange, Change, Delta, Direction, Guard
from oneroof.packets.pins import Pins

#: The thirteen steps by number, as the packet's specification names them.
STEPS = (
    "session",
    "identity",
    "rollout lock",
    "gate",
    "locks",
    "measurements at the start",
    "guards and pins",
    "operation",
    "verify",
    "log",
    "deferred triggers",
    "write set",
    "same transaction",
)


@dataclass(frozen=True)
class Deviation:
    """The first thing that was not as declared: in which step (1 to 13), what, expected and found."""

    step: int
    what: str
    expected: str
    found: str

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {"step": self.step, "what": self.what, "expected": self.expected, "found": self.found}


@dataclass(frozen=True)
class Written:
    """Rows that the transaction wrote to one table, as PostgreSQL counted them.

    ``new_file``: it was truncated or rewritten. ``measured``: ``full`` when its rows were counted and digested before
    and after, ``counters`` when it is above the limit for that (then the counters alone vouch for the rows).
    """

    table: str
    inserted: int
    updated: int
    deleted: int
    new_file: bool = False
    measured: str = "full"

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "table": self.table,
            "inserted": self.inserted,
            "updated": self.updated,
            "deleted": self.deleted,
            "new_file": self.new_file,
            "measured": self.measured,
        }


@dataclass(frozen=True)
class ObjectChange:
    """An object of the catalog that was added, removed or changed, and the objects that it comes and goes with."""

    object: str
    change: Change
    parents: tuple[str, ...] = ()

    def as_fact(self) -> dict[str, str]:
        """Plain JSON values for evidence."""
        return {"object": self.object, "change": self.change}


@dataclass(frozen=True)
class GuardValue:
    """What a guard or verify gave: the value where it may be published, else a salted digest; None: nothing usable.

    ``kind`` is what it was used as: an undoing that names none of its own has the operation's verify as its guards.
    """

    key: str
    kind: Literal["guard", "verify"]
    name: str
    matched: bool
    value: str | None = None
    digest: str | None = None

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "kind": self.kind,
            "name": self.name,
            "matched": self.matched,
            "value": self.value,
            "digest": self.digest,
        }


@dataclass(frozen=True)
class Declaration:
    """What a run declares instead of its packet: for the second run of an idempotent or an appending operation.

    ``guards`` and ``verify``: None keeps the packet's. Rows and sets are measured, and not compared with pins.
    """

    deltas: tuple[Delta, ...] = ()
    catalog: tuple[CatalogChange, ...] = ()
    verify: tuple[Guard, ...] | None = None
    guards: tuple[Guard, ...] | None = None

    @classmethod
    def nothing_more(cls) -> Declaration:
        """What an idempotent operation does when it runs again: nothing; its guards were about the state before."""
        return cls(guards=())


@dataclass(frozen=True)
class Execution:
    """One run of a packet in one direction. Not ``executed``: everything was rolled back, ``deviation`` says why.

    ``deviations`` holds all that the measurements after the operation found, the first of each, in their order.
    ``sqlstate`` is the server's, where it refused something. ``catalog`` holds every object that differs; what comes
    and goes with its parent is left out of `catalog_fact`. ``sequences_moved`` stay moved, also after a rollback.
    On production: ``refusal`` is the gate's word where it was closed ({code, what, expected, found}), ``log_hash`` the
    entry of the gate log, ``transaction_id`` what ``pg_xact_status`` is asked about.
    """

    code: str
    direction: Direction
    executed: bool
    seconds: float
    deviations: tuple[Deviation, ...] = ()
    sqlstate: str | None = None
    deltas: tuple[Written, ...] = ()
    catalog: tuple[ObjectChange, ...] = ()
    sequences_moved: tuple[str, ...] = ()
    values: tuple[GuardValue, ...] = ()
    pins: Pins | None = None
    refusal: Mapping[str, Any] | None = None
    transaction_id: str | None = None
    log_hash: str | None = None

    @property
    def deviation(self) -> Deviation | None:
        """The first thing that differed, or None."""
        return self.deviations[0] if self.deviations else None

    def deviation_fact(self) -> dict[str, Any] | None:
        """The deviation as plain JSON values, with the SQLSTATE where there is one."""
        if self.deviation is None:
            return None
        return {**self.deviation.as_fact(), **({"sqlstate": self.sqlstate} if self.sqlstate else {})}

    def deltas_fact(self) -> list[dict[str, Any]]:
        """The write set of user tables as plain JSON values."""
        return [written.as_fact() for written in self.deltas]

    def catalog_fact(self) -> list[dict[str, str]]:
        """The changes of the catalog as plain JSON values, without children that came or went with their parent."""
        whole = {(change.object, change.change) for change in self.catalog if change.change != "changed"}
        return [
            change.as_fact()
            for change in self.catalog
            if not any((parent, change.change) in whole for parent in change.parents)
        ]
