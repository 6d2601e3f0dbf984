"""What a clone is: plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from oneroof.clone.mask_plan import Masked
from oneroof.pg.dsn import Dsn

#: Called with a sentence about long work: (what is being done, done so far, of how many; 0 when unknown).
Progress = Callable[[str, int, int], None]
#: Called with whether the sessions of PostgreSQL's tools on production are read-only.
Probed = Callable[[bool], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress that tells nobody."""


def nobody_asks(_read_only: bool) -> None:
    """Nobody wants to know what the tools' sessions are beside the error."""


class Ledger(Protocol):
    """Who is told of what is about to be made outside the run, before it is made; a run's journal is one."""

    def making(self, kind: Literal["clone", "folder", "server", "database"], name: str, remedy: str) -> Any:
        """It will be made now; ``remedy`` is the command that removes it. Gives what `removed` wants."""

    def removed(self, made: Any) -> None:
        """It is gone again."""


class NoLedger:
    """A `Ledger` that keeps nothing."""

    def making(self, kind: Literal["clone", "folder", "server", "database"], name: str, remedy: str) -> Any:
        """Keep nothing."""

    def removed(self, made: Any) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Identity:
    """Which database this is: the server's system identifier, its name, and our row in it, if there is one."""

    system_identifier: str
    database: str
    database_uid: str | None = None
    kind: Literal["production", "clone"] | None = None
    parent: Mapping[str, Any] | None = None

    def as_fact(self) -> dict[str, Any]:
        """For evidence; ``uid`` says ``none`` where the database never saw oneroof."""
        return {
            "system_identifier": self.system_identifier,
            "database": self.database,
            "uid": self.database_uid or "none",
            "kind": self.kind or "none",
        }

    def is_same_database(self, other: Identity) -> bool:
        """Whether both are one database: the same name on the same server, or the same ``database_uid``."""
        return self.is_same_place(other) or (self.database_uid is not None and self.database_uid == other.database_uid)

    def is_same_place(self, other: Identity) -> bool:
        """Whether both are the same name on the same server, whatever their rows say."""
        return (self.system_identifier, self.database) == (other.system_identifier, other.database)


def _nothing_to_release() -> None:
    """A server that is not ours goes on running."""


@dataclass(frozen=True)
class ClonePlace:
    """Where a clone goes: the server's maintenance database as clone maker, and how it was chosen.

    ``bindir`` holds PostgreSQL's tools in the server's major version; ``free_bytes`` is what was free when the place
    was chosen, None where that cannot be measured from here. ``folder``: of a private server that was started for it.
    """

    server: Dsn
    placement: Literal["same", "embedded", "dsn"]
    bindir: Path
    free_bytes: int | None = None
    folder: Path | None = None
    releasing: Callable[[], None] = field(default=_nothing_to_release, compare=False, repr=False)
    #: What a strategy prepared with the place, for itself.
    prepared: object = field(default=None, compare=False, repr=False)
    #: Bytes that the copy needs, where that is not known by the database's size alone.
    needed_bytes: int | None = None

    def release(self) -> None:
        """End the server if it was started for this place; its folder stays only while a clone is in it."""
        self.releasing()


@dataclass(frozen=True)
class StreamedTable:
    """A table whose rows are copied as a stream, and how COPY is asked for them.

    ``columns`` are those that are stored, in production's order; ``binary`` or text in ``encoding``; ``size`` is bytes
    on disk. ``condition`` tells the user's rows in an extension's table from the extension's own; ``root`` is the
    partitioned table through which rows must go in. ``computed``: it stores generated columns, which no COPY carries.
    """

    schema: str
    name: str
    columns: tuple[str, ...]
    binary: bool
    encoding: str
    size: int = 0
    condition: str | None = None
    root: tuple[str, str] | None = None
    computed: bool = False

    @property
    def keeps_order(self) -> bool:
        """Whether the clone's table holds these rows and no others, in the order in which they came."""
        return self.condition is None and self.root is None

    @property
    def proves(self) -> bool:
        """Whether equal streams are equal rows: all of them, every stored value, in one order."""
        return self.keeps_order and not self.computed


@dataclass(frozen=True)
class StreamDigest:
    """What a table's rows were as they left production: SHA-256 of COPY's own bytes, in the order of the rows.

    The clone's rows, read back by the same COPY, give the same digest if they are the same rows in the same order.
    """

    table: StreamedTable
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Clone:
    """A clone that was made.

    ``errors`` are the tools' own error lines and the refusals of what was to be carried, none swallowed; ``warnings``
    the tools' warnings. Both may quote the server's words: they are for people, evidence holds their number alone.
    ``carried`` says what dump and reload leave behind and was brought after all, as read back: comment, settings, acl,
    owner, connection_limit. ``streams``: per table, what its rows were as they left production; empty where a
    strategy does not see them.
    """

    name: str
    dsn: Dsn
    place: ClonePlace
    strategy: Literal["dump", "template", "basebackup", "external"]
    bytes: int
    errors: tuple[str, ...]
    identity: Identity
    expires: str
    warnings: tuple[str, ...] = ()
    carried: Mapping[str, bool] = field(default_factory=dict)
    streams: Mapping[str, StreamDigest] = field(default_factory=dict)
    #: What the strategy measured beside: JSON values for evidence, by name.
    measured: Mapping[str, Any] = field(default_factory=dict)
    masked: tuple[Masked, ...] = ()


@dataclass(frozen=True)
class IsolationFinding:
    """Something in a clone that could reach out, or that isolation does not know (a finding, never silence).

    ``disarmed`` says what was done; ``resolved`` is False when it still could reach out.
    """

    code: str
    object: str
    message: str
    resolved: bool
    disarmed: str = ""

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "code": self.code,
            "object": self.object,
            "message": self.message,
            "resolved": self.resolved,
            "disarmed": self.disarmed,
        }
