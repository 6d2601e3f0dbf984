"""What a clone is: plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from oneroof.pg.dsn import Dsn

#: Called with a sentence about long work: (what is being done, done so far, of how many; 0 when unknown).
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """A progress that tells nobody."""


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


@dataclass(frozen=True)
class ClonePlace:
    """Where a clone goes: the server's maintenance database as clone maker, and how it was chosen.

    ``bindir`` holds PostgreSQL's tools in the server's major version.
    """

    server: Dsn
    placement: Literal["same", "embedded", "dsn"]
    bindir: Path


@dataclass(frozen=True)
class Clone:
    """A clone that was made. ``errors`` are the tools' own error lines, none swallowed."""

    name: str
    dsn: Dsn
    place: ClonePlace
    strategy: Literal["dump", "template", "basebackup", "external"]
    bytes: int
    errors: tuple[str, ...]
    identity: Identity
    expires: str


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
