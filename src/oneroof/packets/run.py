"""One run of a packet: what its steps share, and how a step asks the server and judges what it answers.

A step asks by a query's name and keeps the answer; comparisons are queries, too, which give a deviation or NULL. So the
same SQL can be run by psql, which keeps the answers in its own variables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from oneroof import errors
from oneroof.clone.model import Identity
from oneroof.fingerprint.catalog import CatalogReading
from oneroof.packets.model import CatalogChange, Check, Delta, Packet, Side
from oneroof.packets.names import show
from oneroof.packets.outcome import Deviation, GuardValue
from oneroof.packets.pins import PinnedValue, Pins
from oneroof.pg.session import CloneWriter, Row

Log = Callable[[dict[str, Any]], None]
Measurement = dict[str, Any]

#: SQLSTATE classes that say something about the server, and nothing about the packet: out of resources, operator's
#: intervention (save a cancelled statement), system error.
_ENVIRONMENT_CLASSES = ("08", "53", "57P", "58")


class DeviatedError(Exception):
    """The run cannot go on; what was noted first is its deviation."""


@dataclass
class State:
    """What is measured twice: at the start, and after the operation."""

    counters: Measurement = field(default_factory=dict)
    files: Measurement = field(default_factory=dict)
    sequences: Mapping[str, str] = field(default_factory=dict)
    catalog: CatalogReading = field(default_factory=lambda: CatalogReading({}, {}, {}))
    #: Versions of the rows of the system's catalogs; equal means that the inventory is, too.
    stamps: list[Row] = field(default_factory=list)
    #: Versions of the rows of built-in objects, by catalog.
    builtins: Measurement = field(default_factory=dict)
    backend: Measurement = field(default_factory=dict)
    advisory: list[str] = field(default_factory=list)
    rows: dict[str, Measurement] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One direction of one packet in one transaction. What a step measures is kept here for the steps after it."""

    session: CloneWriter
    packet: Packet
    side: Side
    identity: Identity
    pins: Pins | None
    log: Log
    measure_full_below: int
    #: What an earlier rehearsal pinned of the guards' values: they must match, and are pinned under the same salts.
    known: Mapping[str, PinnedValue] = field(default_factory=dict)
    #: False when another declaration than the packet's is in force: then rows and sets are measured, not compared.
    compare_pins: bool = True
    #: The views of ours that the guards range over, as (schema, name).
    sets: tuple[tuple[str, str], ...] = ()
    #: Guards whose sets cannot be found, with the SQLSTATE that says why.
    unknown_sets: Mapping[str, str] = field(default_factory=dict)
    step: int = 0
    noted: list[Deviation] = field(default_factory=list)
    sqlstate: str | None = None
    at_start: Measurement = field(default_factory=dict)
    start: State = field(default_factory=State)
    end: State = field(default_factory=State)
    large: set[str] = field(default_factory=set)
    writes: list[Measurement] = field(default_factory=list)
    files: list[Measurement] = field(default_factory=list)
    changes: list[Measurement] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    values: list[GuardValue] = field(default_factory=list)
    pinned: dict[str, PinnedValue] = field(default_factory=dict)

    def note(self, deviation: Mapping[str, Any] | None) -> bool:
        """Keep a deviation; True when there was none here."""
        if deviation is not None:
            parts = (str(deviation[name]) for name in ("what", "expected", "found"))
            self.noted.append(Deviation(self.step, *parts))
        return deviation is None

    def judge(self, query: str, **parameters: Any) -> dict[str, Any]:
        """Run a judging query, note its deviation, give its row."""
        row = self.session.row(query, **{name: _parameter(value) for name, value in parameters.items()})
        self.note(row["deviation"])
        return row

    def compare(self, what: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        """Note the first expected value that was not found."""
        self.judge("packets/compare_values", what=what, expected=expected, found=found)

    def ask(self, query: str, **parameters: Any) -> Any:
        """The one value of a query."""
        return self.session.value(query, **{name: _parameter(value) for name, value in parameters.items()})

    @contextmanager
    def asking_user_sql(self, what: str, expected: str = "to succeed") -> Iterator[None]:
        """Inside, what the server refuses is the packet's deviation, unless it is about the server itself.

        The server's words go to the log alone: they may quote a value of a row.
        """
        try:
            yield
        except errors.EnvironmentFault as error:
            sqlstate = sqlstate_of(error)
            if sqlstate is None or is_environment(sqlstate):
                raise
            self.log({"event": "packet-refused", **self.named, "sqlstate": sqlstate, "message": error.message})
            self.note({"what": what, "expected": expected, "found": f"SQLSTATE {sqlstate}"})
            self.sqlstate = self.sqlstate or sqlstate
            raise DeviatedError from error

    @property
    def named(self) -> dict[str, Any]:
        """For the log: which packet, which way, which step."""
        return {"packet": self.packet.code, "direction": self.side.direction, "step": self.step}

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Inside a savepoint that is rolled back, so that nothing is kept and no lock stays."""
        self.session.rows("packets/savepoint")
        yield
        self.session.rows("packets/rollback_to_savepoint")
        self.session.rows("packets/release_savepoint")

    @property
    def declared(self) -> list[Measurement]:
        """The declared deltas as the judging queries want them."""
        return [_delta(delta) for delta in self.side.deltas]

    @property
    def declared_catalog(self) -> list[Measurement]:
        """The declared changes of objects as the judging queries want them."""
        return [_change(change) for change in self.side.catalog]

    def pinned_value(self, check: Check) -> Measurement | None:
        """The pin of a guard that expects one, where there are pins."""
        pins = self.known if self.pins is None else self.pins.values
        pin = pins.get(check.key) if check.pinned else None
        return None if pin is None else pin.model_dump(exclude_none=True)


def sqlstate_of(error: errors.OneroofError) -> str | None:
    """The server's SQLSTATE behind one of our errors, or None."""
    found = getattr(error.__cause__, "sqlstate", None)
    return found if isinstance(found, str) else None


def is_environment(sqlstate: str) -> bool:
    """Whether a SQLSTATE is about the server and its resources (manual, appendix A), whatever the packet says."""
    return sqlstate.startswith(_ENVIRONMENT_CLASSES)


def _parameter(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list | tuple) else value


def _delta(delta: Delta) -> Measurement:
    schema, name = delta.name
    counts = {"inserted": delta.inserted, "updated": delta.updated, "deleted": delta.deleted}
    return {
        "schema": schema,
        "name": name,
        "table": show(delta.name),
        **{kind: {"min": count.min, "max": count.max} for kind, count in counts.items()},
        "truncated": delta.truncated,
        "rewritten": delta.rewritten,
    }


def _change(change: CatalogChange) -> Measurement:
    return {"object": change.object, "change": change.change}
