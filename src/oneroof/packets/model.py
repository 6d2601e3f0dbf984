"""What a packet is: the manifest (packet.toml) and the three files' bytes. Pure.

Every key, default and requirement of the packet's specification stands here as a type; what is unknown is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import StrictBool, model_validator

from oneroof.packets.digest import source_digest
from oneroof.packets.names import QualifiedName, parse_relation, quote_part, show
from oneroof.packets.values import (
    NO_ROWS,
    Code,
    Duration,
    Expectation,
    Format,
    Line,
    Name,
    ObjectRef,
    Phase,
    Relation,
    RowCount,
    Strict,
    Text,
)

MANIFEST, OPERATION, ROLLBACK = "packet.toml", "operation.sql", "rollback.sql"
SOURCE_FILES = (OPERATION, MANIFEST, ROLLBACK)
Direction = Literal["forward", "rollback"]
Change = Literal["added", "removed", "changed"]
LockMode = Literal[
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
]
#: Kinds of objects, as in an object_ref, that hold rows of their own.
RELATION_KINDS = ("table", "materialized_view")


class Lock(Strict):
    """A relation to lock, descendants included, before anything is measured."""

    relation: Relation
    mode: LockMode = "SHARE ROW EXCLUSIVE"

    @property
    def name(self) -> QualifiedName:
        """Schema and relation."""
        return parse_relation(self.relation)


class Guard(Strict):
    """A query of one row and one column, and the value it must have. ``publish``: the value may stand in pins.toml."""

    name: Line
    sql: Text
    expect: Expectation
    publish: StrictBool = False


class Delta(Strict):
    """Rows that the operation inserts, updates and deletes in one leaf relation."""

    table: Relation
    inserted: RowCount = NO_ROWS
    updated: RowCount = NO_ROWS
    deleted: RowCount = NO_ROWS
    truncated: StrictBool = False
    rewritten: StrictBool = False
    rows: Literal["pinned", "any"] = "pinned"
    volatile: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Delta:
        counts = (self.inserted, self.updated, self.deleted)
        if self.rows == "pinned" and any(count.exact is None for count in counts):
            raise ValueError('a range needs rows = "any": with another number of rows they cannot be the pinned ones')
        if not self.truncated and not self.rewritten and all(count.max == 0 for count in counts):
            raise ValueError("declares nothing: give inserted, updated, deleted, truncated or rewritten")
        return self

    @property
    def name(self) -> QualifiedName:
        """Schema and relation."""
        return parse_relation(self.table)

    def inverse(self) -> Delta:
        """What undoing it writes: inserted and deleted change places."""
        return self.model_copy(update={"inserted": self.deleted, "deleted": self.inserted})

    def as_fact(self) -> dict[str, Any]:
        """What is declared, as plain JSON values: numbers, or ``{"min", "max"}``."""
        counts = {"inserted": self.inserted, "updated": self.updated, "deleted": self.deleted}
        fact: dict[str, Any] = {"table": show(self.name)}
        fact.update({key: count.as_fact() for key, count in counts.items()})
        return {**fact, "truncated": self.truncated, "rewritten": self.rewritten, "rows": self.rows}


class CatalogChange(Strict):
    """One object that the operation adds, removes or changes; its children need no line."""

    object: ObjectRef
    change: Change

    def inverse(self) -> CatalogChange:
        """What undoing it does: added and removed change places."""
        opposite: dict[Change, Change] = {"added": "removed", "removed": "added", "changed": "changed"}
        return self.model_copy(update={"change": opposite[self.change]})


class Rollback(Strict):
    """The undoing. A list that is absent (None) is the exact inverse of the operation's; an empty one is empty."""

    within: Duration = "72h"
    tolerates: tuple[ObjectRef, ...] = ()
    lock: tuple[Lock, ...] | None = None
    guard: tuple[Guard, ...] | None = None
    delta: tuple[Delta, ...] | None = None
    catalog: tuple[CatalogChange, ...] | None = None
    verify: tuple[Guard, ...] | None = None


def _distinct(names: list[Any], what: str) -> None:
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what} {twice[0]} stands here twice")


class Manifest(Strict):
    """The content of packet.toml, format 1."""

    format: Format
    code: Code
    title: Line
    phase: Phase | None = None
    automation: Literal["never", "after-gate"] = "never"
    idempotent: StrictBool = False
    role: Name | None = None
    search_path: tuple[Name, ...] = ("public",)
    statement_timeout: Duration = "60s"
    lock_timeout: Duration = "3s"
    lock: tuple[Lock, ...] = ()
    guard: tuple[Guard, ...] = ()
    delta: tuple[Delta, ...] = ()
    catalog: tuple[CatalogChange, ...] = ()
    verify: tuple[Guard, ...] = ()
    rollback: Rollback = Rollback()

    @model_validator(mode="after")
    def _sound(self) -> Manifest:
        if not self.delta and not self.catalog:
            raise ValueError("declares no write: give at least one [[delta]] or [[catalog]]")
        if {"pg_temp", "$user"} & set(self.search_path):
            raise ValueError("search_path names schemas; pg_temp comes last by itself, and $user is no schema")
        undo = self.rollback
        for locks in (self.lock, undo.lock or ()):
            _distinct([show(item.name) for item in locks], "the lock of")
        for guards in (self.guard, self.verify, undo.guard or (), undo.verify or ()):
            _distinct([item.name for item in guards], "the name")
        for deltas in (self.delta, undo.delta or ()):
            _distinct([show(item.name) for item in deltas], "the delta of")
        for changes in (self.catalog, undo.catalog or ()):
            _distinct([item.object for item in changes], "the object")
        if any(item.truncated for item in self.delta) and undo.delta is None:
            raise ValueError("a truncated table has no inverse that can be derived: give [[rollback.delta]]")
        return self


@dataclass(frozen=True)
class Check:
    """A guard or verify in its place. ``key`` names its pin: ``guard:gap``, ``rollback.verify:rows``."""

    key: str
    guard: Guard

    @property
    def pinned(self) -> bool:
        """Whether its value is the one that the rehearsal measured."""
        return self.guard.expect.kind == "pinned"


@dataclass(frozen=True)
class Side:
    """One direction of a packet: what runs, under which locks, and what must hold before, during and after."""

    direction: Direction
    file: str
    sql: str
    locks: tuple[Lock, ...]
    guards: tuple[Check, ...]
    deltas: tuple[Delta, ...]
    catalog: tuple[CatalogChange, ...]
    verify: tuple[Check, ...]


def _checks(prefix: str, guards: tuple[Guard, ...]) -> tuple[Check, ...]:
    return tuple(Check(f"{prefix}:{guard.name}", guard) for guard in guards)


@dataclass(frozen=True)
class Packet:
    """A packet: its manifest, and the exact bytes of its three files by name."""

    manifest: Manifest
    files: Mapping[str, bytes]

    @property
    def code(self) -> str:
        """By which it is known."""
        return self.manifest.code

    @property
    def source_digest(self) -> str:
        """SHA-256 over the three files, as `oneroof.packets.digest` says."""
        return source_digest(self.files)

    @property
    def title(self) -> str:
        """What it is, for people."""
        return self.manifest.title

    @property
    def phase(self) -> int | None:
        """1 to 3 for ours, None for a user's own change."""
        return self.manifest.phase

    @property
    def automation(self) -> str:
        """``never`` or ``after-gate``."""
        return self.manifest.automation

    @property
    def idempotent(self) -> bool:
        """Whether applying it twice changes nothing more, by its own word."""
        return self.manifest.idempotent

    @property
    def deltas(self) -> tuple[Delta, ...]:
        """The operation's declared writes."""
        return self.manifest.delta

    @property
    def catalog(self) -> tuple[CatalogChange, ...]:
        """The operation's declared DDL."""
        return self.manifest.catalog

    @property
    def guards(self) -> tuple[Guard, ...]:
        """What must hold before the operation."""
        return self.manifest.guard

    @property
    def rollback(self) -> Rollback:
        """The undoing."""
        return self.manifest.rollback

    def side(self, direction: Direction) -> Side:
        """One direction, with the inverse filled in where the manifest leaves the rollback's parts out.

        The inverse of the guards is the operation's verify, and the other way round: what held after the operation
        must hold before its undoing. A table that the operation made goes with its rows, which no counter counts.
        """
        manifest, undo = self.manifest, self.manifest.rollback
        guards, verify = _checks("guard", manifest.guard), _checks("verify", manifest.verify)
        if direction == "forward":
            text = self.files[OPERATION].decode()
            return Side(direction, OPERATION, text, manifest.lock, guards, manifest.delta, manifest.catalog, verify)
        catalog = tuple(item.inverse() for item in manifest.catalog) if undo.catalog is None else undo.catalog
        return Side(
            direction,
            ROLLBACK,
            self.files[ROLLBACK].decode(),
            self._remaining_locks() if undo.lock is None else undo.lock,
            verify if undo.guard is None else _checks("rollback.guard", undo.guard),
            self._inverse_deltas() if undo.delta is None else undo.delta,
            catalog,
            guards if undo.verify is None else _checks("rollback.verify", undo.verify),
        )

    def _remaining_locks(self) -> tuple[Lock, ...]:
        """The operation's locks, without those on what it removes: the undoing finds nothing there to lock."""
        gone = {change.object.partition(":")[2] for change in self.manifest.catalog if change.change == "removed"}
        return tuple(lock for lock in self.manifest.lock if not gone & {show(lock.name), quote_part(lock.name[0])})

    def _inverse_deltas(self) -> tuple[Delta, ...]:
        moved = {change.object for change in self.manifest.catalog if change.change != "changed"}
        return tuple(
            delta.inverse()
            for delta in self.manifest.delta
            if not moved & {f"{kind}:{show(delta.name)}" for kind in RELATION_KINDS}
            and f"schema:{quote_part(delta.name[0])}" not in moved
        )
