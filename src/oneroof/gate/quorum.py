"""Who has signed, who is missing, and which acts do not count and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from oneroof.gate.act import VerifiedAct
from oneroof.gate.authority import Authority, Level, Requirement
from oneroof.gate.statement import Statement


@dataclass(frozen=True)
class Counted:
    """An act that counts."""

    member_ref: str
    name: str
    level: Level
    act_digest: str
    signed_at: datetime
    fingerprint: str


class NotCounted(NamedTuple):
    """An act that does not count: whose it is, why, and the act."""

    who: str
    why: str
    act_digest: str


@dataclass(frozen=True)
class Quorum:
    """What is needed, what is there, and whether that is enough."""

    threshold: Requirement
    signed: tuple[Counted, ...]
    missing: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    rejected_by: tuple[str, ...]
    open: bool


def quorum(
    statement: Statement,
    authority: Authority,
    acts: Sequence[VerifiedAct],
    attestors: Sequence[str],
    now: datetime,
    *,
    successor: Authority | None = None,
) -> Quorum:
    """Count."""
    raise NotImplementedError
